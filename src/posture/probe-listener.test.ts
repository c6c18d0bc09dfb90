import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { freePorts } from "../../test/harness/program.ts";
import { readAgentKey, runProbeAgent } from "./probe-agent.ts";
import { awaitAgents, isOwnAddress } from "./probe-listener.ts";

const KEY = "0123456789abcdef0123456789abcdef";

function keyOf(text: string): Buffer {
  const key = readAgentKey(text);
  assert.ok(key !== undefined);
  return key;
}

const agent = (port: number, text = KEY, allow: readonly string[] = []) =>
  runProbeAgent({ host: "127.0.0.1", port, key: keyOf(text), name: "dmz", sourceAddress: "", allow });

async function listening(t: TestContext, count: number, waitMs = 5000) {
  const [port = 0, closed = 0] = await freePorts(2);
  const agents = awaitAgents({ address: "127.0.0.1", port, key: keyOf(KEY), count, waitMs });
  t.after(async () => (await agents).close());
  return { port, closed, agents };
}

const ask = (port: number) => ({
  ...{ address: "127.0.0.1", port, send: { kind: "nothing" } as const, timeoutMs: 2000 },
});

describe("a probe agent", () => {
  it("sends what the audit asks it to, until the audit lets it go", async (t) => {
    const { port, closed, agents } = await listening(t, 1);
    const ended = agent(port);
    const { vantages, close } = await agents;
    const [vantage] = vantages;
    assert.equal(vantage?.name, "dmz");
    assert.deepEqual(await vantage?.send(ask(closed)), {
      kind: "failed",
      at: "connect",
      code: "ECONNREFUSED",
    });
    close();
    assert.deepEqual(await ended, { requests: 1, failure: "" });
    assert.deepEqual(await vantage?.send(ask(closed)), {
      kind: "failed",
      at: "connect",
      code: "vantage-lost",
    });
  });

  it("on the audit's own machine is no foreign vantage, and never gets a private key", async (t) => {
    const { port, agents } = await listening(t, 1);
    const ended = agent(port);
    const { vantages, close } = await agents;
    assert.deepEqual([vantages[0]?.isForeign, vantages[0]?.holdsKeys], [false, false]);
    close();
    await ended;
  });

  it("goes only where it is allowed to", async (t) => {
    const { port, closed, agents } = await listening(t, 1);
    const ended = agent(port, KEY, ["192.0.2.0/24"]);
    const { vantages, close } = await agents;
    const reply = await vantages[0]?.send(ask(closed));
    assert.deepEqual(reply, { kind: "failed", at: "connect", code: "not-allowed-by-agent" });
    close();
    await ended;
  });

  it("with another key gets nowhere, and is not waited for longer than was said", async (t) => {
    const { port, agents } = await listening(t, 1, 300);
    const { requests, failure } = await agent(port, `${KEY}0`);
    assert.equal(requests, 0);
    assert.notEqual(failure, "");
    assert.deepEqual((await agents).vantages, []);
  });

  it("needs a key of 32 characters", () => {
    assert.equal(readAgentKey("short\n"), undefined);
    assert.deepEqual(readAgentKey(`${KEY}\n`), readAgentKey(KEY));
  });
});

it("an address is this machine's own where it is loopback or one of its interfaces'", () => {
  const interfaces = { eth0: [{ address: "192.0.2.1" }, { address: "fe80::1%eth0" }] } as never;
  for (const own of ["127.0.0.1", "127.9.9.9", "::1", "192.0.2.1", "fe80::1"])
    assert.ok(isOwnAddress(own, interfaces));
  for (const other of ["192.0.2.2", "2001:db8::1", "fe80::2"]) assert.ok(!isOwnAddress(other, interfaces));
});
