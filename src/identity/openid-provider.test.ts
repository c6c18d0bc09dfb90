import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { OpenIdProvider } from "./openid-provider.ts";
import type { CallAnswer, OutgoingCall } from "./outgoing-call.ts";

const { refreshMs, graceMs, staleMs, cooldownMs, retryMs } = defaultLimits.identity.provider;
const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const CONFIGURATION = "https://login.example/.well-known/openid-configuration";

/** A provider in memory, which a test may stop, or let wait. */
class Remote {
  readonly calls: OutgoingCall[] = [];
  kid = "first";
  isDown = false;
  configuration: unknown = { issuer: "https://login.example", jwks_uri: "https://login.example/keys" };
  gate: Promise<void> = Promise.resolve();

  readonly call = async (call: OutgoingCall): Promise<CallAnswer> => {
    this.calls.push(call);
    await this.gate;
    if (this.isDown) throw new Error("nobody is there");
    const answer = call.url === CONFIGURATION ? this.configuration : { keys: [{ ...jwk, kid: this.kid }] };
    return { status: 200, body: Buffer.from(JSON.stringify(answer)) };
  };
}

describe("a provider", () => {
  let remote: Remote;
  let clock: ManualClock;
  let warnings: string[];
  let provider: OpenIdProvider;

  beforeEach(() => {
    remote = new Remote();
    clock = new ManualClock(Date.UTC(2026, 10, 28));
    warnings = [];
    const ports = { call: remote.call, clock, warn: (message: string) => warnings.push(message) };
    provider = new OpenIdProvider({ url: CONFIGURATION, isNamed: true }, ports);
  });

  const kidNow = async (): Promise<string | undefined> => (await provider.ready())?.keys[0]?.id;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it("is asked once for all who wait, and then not for an hour", async () => {
    const all = await Promise.all([provider.ready(), provider.ready(), provider.ready()]);
    assert.deepEqual(
      remote.calls.map(({ url }) => url),
      [CONFIGURATION, "https://login.example/keys"],
    );
    assert.equal(all[0]?.issuer, "https://login.example");
    assert.equal(all[2], all[0]);
    clock.advance(refreshMs - 1);
    assert.equal(provider.current(), all[0]);
    assert.equal(remote.calls.length, 2);
  });

  it("is asked on the side when its keys are due, and says the same object while they are the same", async () => {
    const first = await provider.ready();
    clock.advance(refreshMs);
    assert.equal(provider.current(), first);
    await turn();
    assert.equal(remote.calls.length, 4);
    assert.equal(provider.current(), first);
  });

  it("is waited for when nobody asked for long, so that a withdrawn key is not believed", async () => {
    await provider.ready();
    remote.kid = "second";
    clock.advance(refreshMs + graceMs);
    assert.equal(provider.current(), undefined);
    assert.equal(await kidNow(), "second");
  });

  it("may be down for a day, and nobody waits for it; then its keys are gone", async () => {
    await provider.ready();
    remote.isDown = true;
    clock.advance(refreshMs + graceMs);
    assert.equal(await kidNow(), "first");
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /no keys from https:\/\/login\.example.*nobody is there/);
    clock.advance(retryMs - 1);
    await kidNow();
    assert.equal(warnings.length, 1);
    // A question that gets no answer at all.
    remote.gate = new Promise(() => {});
    clock.advance(1);
    assert.equal(await kidNow(), "first");
    clock.advance(staleMs);
    assert.equal(await kidNow(), undefined);
  });

  it("is asked again soon after a first failure", async () => {
    remote.isDown = true;
    assert.equal(await kidNow(), undefined);
    assert.equal(await kidNow(), undefined);
    assert.equal(remote.calls.length, 1);
    remote.isDown = false;
    clock.advance(retryMs);
    await kidNow();
    await turn();
    assert.equal(await kidNow(), "first");
  });

  it("is asked for a key that is not known, once in a while", async () => {
    await provider.ready();
    remote.kid = "second";
    assert.equal(await provider.refresh(), false);
    clock.advance(cooldownMs);
    assert.deepEqual(await Promise.all([provider.refresh(), provider.refresh()]), [true, true]);
    assert.equal(remote.calls.length, 4);
    assert.equal(await kidNow(), "second");
    assert.equal(await provider.refresh(), false);
  });

  const bad: Readonly<Record<string, unknown>> = {
    "names no issuer": { jwks_uri: "https://login.example/keys" },
    "names no address of keys": { issuer: "https://login.example" },
    "has its keys where anybody can answer": { issuer: "a", jwks_uri: "http://login.example/keys" },
    "is no object": [],
  };
  for (const [name, configuration] of Object.entries(bad)) {
    it(`gives nothing where its configuration ${name}`, async () => {
      remote.configuration = configuration;
      assert.equal(await provider.ready(), undefined);
      assert.equal(warnings.length, 1);
    });
  }

  it("may have its keys elsewhere, but not inside our networks by its own word", async () => {
    remote.configuration = { issuer: "a", jwks_uri: "https://keys.example/a" };
    await provider.ready();
    assert.deepEqual(
      remote.calls.map(({ isNamed }) => isNamed),
      [true, false],
    );
  });
});
