import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TurnQueue, type TurnWorker } from "./turn-queue.ts";

/** A clock of the test's own: pieces move its time, the test its turns. */
class TestClock {
  ms = 0;
  loopTurn = 1;
  readonly now = (): number => this.ms;
  readonly turn = (): number => this.loopTurn;
}

/** Has so many pieces, each of which takes 1 ms of the clock given. */
function worker(name: string, pieces: number, log: string[], clock: TestClock): TurnWorker {
  let left = pieces;
  return {
    lastTurn: 0,
    askedInTurn: 0,
    workOnce() {
      clock.ms++;
      log.push(name);
      return --left > 0;
    },
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The answers to so many questions of one worker, without a pause. */
const ask = (queue: TurnQueue, one: TurnWorker, times: number): string =>
  Array.from({ length: times }, () => (queue.admits(one) ? "+" : "-")).join("");

describe("a queue of turns", () => {
  it("lets work begin at once until the turn's budget is used", () => {
    const clock = new TestClock();
    const queue = new TurnQueue(clock, 2);
    const one = worker("a", 9, [], clock);
    assert.equal(ask(queue, one, 10), "++++++++++");
    clock.ms = 2;
    assert.equal(queue.admits(one), false);
    clock.loopTurn++;
    assert.equal(ask(queue, one, 10), "++++++++++");
  });

  it("admits a few pieces of each worker in a turn, however little is left of it", () => {
    const clock = new TestClock();
    const queue = new TurnQueue(clock, 2);
    const [greedy, modest] = [worker("a", 9, [], clock), worker("b", 9, [], clock)];
    assert.equal(ask(queue, greedy, 9), "+++++++++");
    clock.ms = 2;
    assert.equal(ask(queue, greedy, 2), "--");
    assert.equal(ask(queue, modest, 10), "++++++++--");
    clock.loopTurn++;
    clock.ms = 4;
    assert.equal(ask(queue, modest, 8), "++++++++");
  });

  it("does what waits by turns, and no more of it in one turn than the budget", async () => {
    const [log, clock]: [string[], TestClock] = [[], new TestClock()];
    const queue = new TurnQueue(clock, 3);
    queue.add(worker("a", 5, log, clock));
    queue.add(worker("b", 1, log, clock));
    assert.deepEqual(log, []);
    await nextTurn();
    assert.deepEqual(log, ["a", "b", "a"]);
    await nextTurn();
    assert.deepEqual(log, ["a", "b", "a", "a", "a", "a"]);
  });

  it("admits no burst past those that wait", () => {
    const clock = new TestClock();
    const queue = new TurnQueue(clock, 3);
    queue.add(worker("a", 1, [], clock));
    assert.equal(ask(queue, worker("b", 9, [], clock), 10), "++++++++--");
  });

  it("goes on where a piece takes all of a turn", async () => {
    const [log, clock]: [string[], TestClock] = [[], new TestClock()];
    const queue = new TurnQueue(clock, 0.5);
    queue.add(worker("a", 2, log, clock));
    await nextTurn();
    await nextTurn();
    assert.deepEqual(log, ["a", "a"]);
  });
});
