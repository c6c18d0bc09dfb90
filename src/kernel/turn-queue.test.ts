import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TurnQueue, type TurnWorker } from "./turn-queue.ts";

/** Has so many pieces, each of which takes 1 ms of the clock given. */
function worker(name: string, pieces: number, log: string[], clock: { ms: number }): TurnWorker {
  let left = pieces;
  return {
    workOnce() {
      clock.ms++;
      log.push(name);
      return --left > 0;
    },
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a queue of turns", () => {
  it("lets work begin at once until the turn's budget is used", async () => {
    const clock = { ms: 0 };
    const queue = new TurnQueue(() => clock.ms, 2);
    assert.deepEqual([queue.admits(), queue.admits()], [true, true]);
    clock.ms = 2;
    assert.equal(queue.admits(), false);
    await nextTurn();
    assert.equal(queue.admits(), true);
  });

  it("does what waits by turns, and no more of it in one turn than the budget", async () => {
    const [log, clock]: [string[], { ms: number }] = [[], { ms: 0 }];
    const queue = new TurnQueue(() => clock.ms, 3);
    queue.add(worker("a", 5, log, clock));
    queue.add(worker("b", 1, log, clock));
    assert.deepEqual(log, []);
    await nextTurn();
    assert.deepEqual(log, ["a", "b", "a"]);
    await nextTurn();
    assert.deepEqual(log, ["a", "b", "a", "a", "a", "a"]);
  });

  it("admits nobody past those that wait", () => {
    const clock = { ms: 0 };
    const queue = new TurnQueue(() => clock.ms, 3);
    queue.add(worker("a", 1, [], clock));
    assert.equal(queue.admits(), false);
  });

  it("goes on where a piece takes all of a turn", async () => {
    const [log, clock]: [string[], { ms: number }] = [[], { ms: 0 }];
    const queue = new TurnQueue(() => clock.ms, 0.5);
    queue.add(worker("a", 2, log, clock));
    await nextTurn();
    await nextTurn();
    assert.deepEqual(log, ["a", "a"]);
  });
});
