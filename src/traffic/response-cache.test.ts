import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Answer } from "#kernel/answer.ts";
import { ManualClock } from "#kernel/clock.ts";
import { MemoryCache } from "./memory-cache.ts";
import { type Fetch, type Hit, type Miss, ResponseCache, type StoredResponse } from "./response-cache.ts";

const response = (body: string): StoredResponse => ({ status: 200, reasonPhrase: "OK", fields: [], body });

function newCache(waitMs = 60_000, maxWaiters = 8): { cache: ResponseCache; clock: ManualClock } {
  const clock = new ManualClock();
  const store = new MemoryCache<StoredResponse>(65_536, clock);
  return { cache: new ResponseCache(store, { waitMs, maxWaiters, unsharedMs: 10_000 }, clock), clock };
}

function missed(answer: Hit | Miss): Fetch {
  assert.equal(answer.kind, "miss");
  return answer.kind === "miss" ? answer.fetch : assert.fail();
}

async function settled(answers: readonly Answer<Hit | Miss>[]): Promise<readonly (Hit | Miss)[]> {
  const known: (Hit | Miss)[] = [];
  for (const answer of answers) known.push(await answer);
  return known;
}

const isWaiting = (answer: unknown): boolean => answer instanceof Promise;

describe("a cache of responses", () => {
  it("gives what was kept, with its age, until its time is over", async () => {
    const { cache, clock } = newCache();
    await missed(await cache.lookup("k")).keep(response("one"), 5000);
    clock.advance(2000);
    assert.deepEqual(await cache.lookup("k"), {
      ...{ kind: "hit", response: response("one"), ageMs: 2000, leftMs: 3000 },
    });
    clock.advance(3000);
    missed(await cache.lookup("k"));
  });

  it("lets one request fetch, while others of the same key wait for it, and of other keys do not", async () => {
    const { cache } = newCache();
    const fetch = missed(await cache.lookup("k"));
    const waiting = [cache.lookup("k"), cache.lookup("k"), cache.lookup("k")];
    assert.ok(waiting.every(isWaiting));
    assert.equal(isWaiting(cache.lookup("other")), false);
    await fetch.keep(response("one"), 5000);
    for (const answer of await settled(waiting)) assert.equal(answer.kind, "hit");
  });

  it("lets one of those that wait fetch where the first gave up", async () => {
    const { cache } = newCache();
    const first = missed(await cache.lookup("k"));
    const waiting = [cache.lookup("k"), cache.lookup("k")];
    first.abandon();
    const second = missed((await waiting[0]) ?? assert.fail());
    await second.keep(response("two"), 5000);
    assert.equal((await waiting[1])?.kind, "hit");
  });

  it("lets all ask the backend for a while where a response was not for others", async () => {
    const { cache, clock } = newCache();
    const first = missed(await cache.lookup("k"));
    const waiting = [cache.lookup("k"), cache.lookup("k")];
    first.unshare();
    for (const answer of await settled(waiting)) missed(answer);
    assert.equal(isWaiting(cache.lookup("k")), false);
    clock.advance(10_000);
    missed(await cache.lookup("k"));
    assert.equal(isWaiting(cache.lookup("k")), true);
  });

  it("lets nobody wait for longer than it says, nor in larger numbers", async () => {
    const { cache } = newCache(20, 2);
    missed(await cache.lookup("k"));
    const waiting = [cache.lookup("k"), cache.lookup("k")];
    assert.equal(isWaiting(cache.lookup("k")), false);
    // The one who fetches never ends.
    for (const answer of await settled(waiting)) missed(answer);
  });

  it("keeps what is fetched without a turn, too, and an end is final", async () => {
    const { cache } = newCache(0);
    const first = missed(await cache.lookup("k"));
    const second = missed(await cache.lookup("k"));
    await second.keep(response("two"), 5000);
    first.abandon();
    first.unshare();
    assert.equal((await cache.lookup("k")).kind, "hit");
  });
});
