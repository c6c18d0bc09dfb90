import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parsePrefix } from "#kernel/address.ts";
import { PrefixSet } from "#kernel/prefix-set.ts";
import { signedText } from "#network/feed-manifest.ts";
import type { FeedSpec } from "#snapshot/feed-spec.ts";
import { createLog } from "#telemetry/log.ts";
import { FeedKeeper, type FeedKeeperOptions } from "./feed-keeper.ts";
import type { FetchedFeed } from "./feed-source.ts";

const NOW_MS = Date.UTC(2026, 10, 30);
const HOUR_MS = 3_600_000;
const keys = generateKeyPairSync("ed25519");
const publicKey = keys.publicKey.export({ type: "spki", format: "pem" }).toString();

const spec: FeedSpec = {
  network: "bad",
  place: { kind: "url", url: "https://lists.example/bad" },
  format: "cidr",
  column: "1",
  manifest: undefined,
  publicKey: "",
  ca: "",
  refreshMs: 20,
  maxAgeMs: 48 * HOUR_MS,
  mayShrink: false,
};

const list = (count: number): string => Array.from({ length: count }, (_, i) => `11.0.${i}.0/24`).join("\n");

function signedManifest(bytes: Buffer, asOf: string): string {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const signature = sign(null, Buffer.from(signedText({ sha256, asOf })), keys.privateKey).toString("base64");
  return JSON.stringify({ sha256, asOf, signature });
}

type Served = { bytes: string; manifest?: string; changedMs?: number; error?: string };

function start(t: TestContext, served: Served, change: Partial<FeedKeeperOptions> = {}) {
  const outcomes: string[] = [];
  const published: string[] = [];
  let nowMs = NOW_MS;
  let log = "";
  const write = (line: string): void => {
    log += line;
  };
  const keeper = new FeedKeeper({
    log: createLog("control", { write, isHuman: false, level: "debug" }),
    fetch: async (): Promise<FetchedFeed> => {
      if (served.error !== undefined) throw new Error(served.error);
      const { bytes, manifest = "", changedMs } = served;
      return { bytes: Buffer.from(bytes), manifest, changedMs };
    },
    publish: (feeds) => published.push(...feeds.map(({ network }) => network)),
    count: (_network, outcome) => outcomes.push(outcome),
    folder: () => undefined,
    now: () => nowMs,
    ...change,
  });
  t.after(() => keeper.close());
  const hop = parsePrefix("198.51.100.9");
  assert.ok(!("error" in hop));
  return {
    keeper,
    outcomes,
    published,
    log: () => log,
    advance: (ms: number) => {
      nowMs += ms;
    },
    use: (specs: readonly FeedSpec[]) => keeper.use(specs, [{ prefix: hop, what: "a trusted hop" }]),
    /** Waits for the next time that the feed is read. */
    next: async (advanceMs = HOUR_MS) => {
      const before = outcomes.length;
      nowMs += advanceMs;
      for (let i = 0; i < 300 && outcomes.length === before; i++) await new Promise((r) => setTimeout(r, 10));
      return outcomes.at(-1);
    },
    holds: (address: string): boolean => {
      const table = keeper.states[0]?.table;
      return table !== undefined && new PrefixSet(table.prefixes).lookupText(address) >= 0;
    },
  };
}

test("a feed is in force when its first use is over, and unchanged until it changes", async (t) => {
  const served: Served = { bytes: list(10) };
  const feed = start(t, served);
  await feed.use([spec]);
  assert.deepEqual([feed.outcomes, feed.published], [["taken"], ["bad"]]);
  assert.ok(feed.holds("11.0.3.7") && !feed.holds("11.0.30.7"));
  const staleAt = () => feed.keeper.states[0]?.table?.staleAtMs ?? 0;
  const firstStaleAt = staleAt();
  assert.ok(firstStaleAt >= NOW_MS + spec.maxAgeMs);
  assert.equal(await feed.next(), "unchanged");
  // Read anew, it is as of then, and workers are told.
  assert.ok(staleAt() >= firstStaleAt + HOUR_MS);
  assert.deepEqual(feed.published, ["bad", "bad"]);
  served.bytes = list(40);
  assert.equal(await feed.next(), "taken");
  assert.ok(feed.holds("11.0.30.7"));
  assert.equal(feed.keeper.states[0]?.entries, 40);
  assert.deepEqual(feed.keeper.warnings, []);
});

for (const [what, change, why] of [
  ["lost half of its entries", { bytes: list(5) }, /it has 5 entries, and had 10/],
  ["became empty", { bytes: "" }, /it has 0 entries/],
  ["has a line that is none", { bytes: `${list(10)}\n<html>\n` }, /lists\.example\/bad:11:1: "<html>"/],
  ["names a trusted hop", { bytes: `${list(10)}\n198.51.100.0/24\n` }, /198\.51\.100\.9\/32, a trusted hop/],
  ["is of the future", { bytes: list(11), changedMs: NOW_MS + 72 * HOUR_MS }, /which is to come/],
  ["is old, and takes a newer one's place", { bytes: list(11), changedMs: NOW_MS - 72 * HOUR_MS }, /maxAge/],
  ["cannot be fetched", { error: "no answer" }, /no answer/],
] as const) {
  test(`a feed that ${what} is refused, told, and leaves the one before in force`, async (t) => {
    const served: Served = { bytes: list(10), changedMs: NOW_MS };
    const feed = start(t, served);
    await feed.use([spec]);
    Object.assign(served, change);
    assert.equal(await feed.next(1000), "refused");
    assert.equal(feed.keeper.states[0]?.entries, 10);
    assert.ok(feed.holds("11.0.3.7"));
    assert.match(feed.keeper.warnings.join(), why);
    assert.match(feed.log(), /"level":"error".*a feed was refused; the one before stays in force/);
    assert.equal(feed.published.length, 1);
    Object.assign(served, { bytes: list(12), changedMs: NOW_MS, error: undefined });
    assert.equal(await feed.next(), "taken");
    assert.deepEqual(feed.keeper.warnings, []);
  });
}

test("a feed that may shrink is taken when it does", async (t) => {
  const served: Served = { bytes: list(10) };
  const feed = start(t, served);
  await feed.use([{ ...spec, mayShrink: true }]);
  served.bytes = list(1);
  assert.equal(await feed.next(), "taken");
});

test("a signed feed is taken by its key alone, and never an older one again", async (t) => {
  const served: Served = { bytes: list(10) };
  const feed = start(t, served);
  const signed: FeedSpec = {
    ...spec,
    manifest: { kind: "url", url: "https://lists.example/bad.json" },
    publicKey,
  };
  const serve = (count: number, asOf: string): void => {
    served.bytes = list(count);
    served.manifest = signedManifest(Buffer.from(served.bytes), asOf);
  };
  serve(10, "2026-11-29T12:00:00Z");
  const first = served.manifest ?? "";
  await feed.use([signed]);
  assert.deepEqual(feed.outcomes, ["taken"]);
  serve(12, "2026-11-29T13:00:00Z");
  assert.equal(await feed.next(), "taken");
  Object.assign(served, { bytes: list(10), manifest: first });
  assert.equal(await feed.next(), "refused");
  assert.match(feed.keeper.warnings.join(), /older than the one in force/);
  Object.assign(served, { bytes: list(13) });
  assert.equal(await feed.next(), "refused");
  assert.match(feed.keeper.warnings.join(), /SHA-256/);
  assert.equal(feed.keeper.states[0]?.entries, 12);
});

test("a feed that is past its age stays in force, and says so", async (t) => {
  const served: Served = { bytes: list(10), changedMs: NOW_MS };
  const feed = start(t, served);
  await feed.use([spec]);
  await feed.next(49 * HOUR_MS);
  assert.equal(feed.keeper.states[0]?.isStale, true);
  assert.match(feed.keeper.warnings.join(), /past its maxAge/);
  assert.ok(feed.holds("11.0.3.7"));
});

test("what came over the network is there after a restart, though its server is not", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-feed-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = start(t, { bytes: list(10), changedMs: NOW_MS }, { folder: () => join(folder, "feeds") });
  await first.use([spec]);
  first.keeper.close();
  const second = start(t, { bytes: "", error: "no answer" }, { folder: () => join(folder, "feeds") });
  await second.use([spec]);
  assert.deepEqual([second.outcomes, second.published], [["refused"], ["bad"]]);
  assert.ok(second.holds("11.0.3.7"));
  assert.equal(second.keeper.states[0]?.asOfMs, NOW_MS);
});

test("a copy is as of when its feed was last found unchanged", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-feed-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = start(t, { bytes: list(10) }, { folder: () => join(folder, "feeds") });
  await first.use([spec]);
  for (let day = 0; day < 3; day++) assert.equal(await first.next(24 * HOUR_MS), "unchanged");
  const asOfMs = first.keeper.states[0]?.asOfMs ?? 0;
  assert.ok(asOfMs >= NOW_MS + 72 * HOUR_MS);
  first.keeper.close();
  const later = { folder: () => join(folder, "feeds"), now: () => asOfMs };
  const second = start(t, { bytes: "", error: "no answer" }, later);
  await second.use([spec]);
  assert.equal(second.keeper.states[0]?.asOfMs, asOfMs);
});

test("a manifest that says no moment does not make a feed old that is read anew", async (t) => {
  const bytes = list(10);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const feed = start(t, { bytes, manifest: JSON.stringify({ sha256 }) });
  await feed.use([{ ...spec, manifest: { kind: "url", url: "https://lists.example/bad.json" } }]);
  assert.equal(await feed.next(72 * HOUR_MS), "unchanged");
  assert.equal(feed.keeper.states[0]?.isStale, false);
});

test("another maxAge holds at once, also where the feed cannot be read anew", async (t) => {
  const served: Served = { bytes: list(10), changedMs: NOW_MS };
  const feed = start(t, served);
  await feed.use([spec]);
  served.error = "no answer";
  await feed.use([{ ...spec, maxAgeMs: HOUR_MS }]);
  assert.equal(feed.keeper.states[0]?.table?.staleAtMs, NOW_MS + HOUR_MS);
  assert.equal(feed.keeper.states[0]?.entries, 10);
  assert.ok(feed.holds("11.0.3.7"));
});

test("a feed that was never taken is an empty network, and the node says so", async (t) => {
  const feed = start(t, { bytes: "", error: "no answer" });
  await feed.use([spec]);
  assert.match(
    feed.keeper.warnings.join(),
    /the network bad is empty: its feed was not taken yet \(no answer\)/,
  );
});

test("a plan without the feed forgets it, and one with another place reads it anew", async (t) => {
  const served: Served = { bytes: list(10) };
  const feed = start(t, served);
  await feed.use([spec]);
  served.bytes = list(2);
  await feed.use([{ ...spec, place: { kind: "url", url: "https://lists.example/other" } }]);
  assert.deepEqual(feed.outcomes, ["taken", "taken"]);
  await feed.use([]);
  assert.deepEqual(feed.keeper.states, []);
});

test("what is under way when the node stops is called off, and changes nothing any more", async (t) => {
  let wasAborted = false;
  const fetch: FeedKeeperOptions["fetch"] = (_spec, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        wasAborted = true;
        reject(new Error("called off"));
      });
    });
  const feed = start(t, { bytes: "" }, { fetch });
  const used = feed.use([spec]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  feed.keeper.close();
  await used;
  assert.ok(wasAborted);
  assert.deepEqual([feed.outcomes, feed.published], [[], []]);
});
