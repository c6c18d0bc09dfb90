import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { CounterPage } from "./counter-page.ts";

const step = fc.record({
  key: fc.string({ unit: "binary", maxLength: 6 }),
  kind: fc.constantFrom("add", "set"),
  amount: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
});

describe("a counter page", () => {
  it("shows to any reader what its writer counted under each key", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
        const buffer = CounterPage.allocate(40, 40 * 24);
        const writer = new CounterPage(buffer);
        const reader = new CounterPage(buffer);
        const model = new Map<string, number>();
        for (const { key, kind, amount } of steps) {
          const slot = writer.open(key);
          writer[kind === "add" ? "add" : "set"](slot, amount);
          model.set(key, kind === "add" ? (model.get(key) ?? 0) + amount : amount);
          assert.equal(reader.get(slot), model.get(key));
        }
        assert.deepEqual([...reader.entries()], [...model]);
        assert.deepEqual([...new CounterPage(buffer).entries()], [...model]);
      }),
    );
  });

  it("gives the same slot for the same key, also to the writer that comes after a dead one", () => {
    const buffer = CounterPage.allocate(10, 100);
    const first = new CounterPage(buffer);
    first.add(first.open("requests"), 3);
    first.add(first.open("bytes"), 100);
    const second = new CounterPage(buffer);
    assert.equal(second.open("new"), 2);
    assert.equal(second.open("requests"), first.open("requests"));
    second.add(second.open("requests"), 1);
    assert.deepEqual(
      [...first.entries()],
      [
        ["requests", 4],
        ["bytes", 100],
        ["new", 0],
      ],
    );
  });

  it("counts as overflow what has no room, and says how often a key was refused", () => {
    const page = new CounterPage(CounterPage.allocate(2, 100));
    page.add(page.open("a"), 1);
    page.add(page.open("b"), 1);
    assert.equal(page.refusedKeys, 0);
    const slot = page.open("c");
    assert.equal(slot, CounterPage.overflowSlot);
    page.add(slot, 5);
    page.add(page.open("d"), 2);
    assert.equal(page.refusedKeys, 2);
    assert.equal(page.get(CounterPage.overflowSlot), 7);
    assert.equal(page.open("b"), 1);
    assert.deepEqual(
      [...page.entries()],
      [
        ["a", 1],
        ["b", 1],
      ],
    );
  });

  it("refuses a key for whose text there is no room, and takes a shorter one", () => {
    const page = new CounterPage(CounterPage.allocate(10, 6));
    assert.equal(page.open("äää"), 0);
    assert.equal(page.open("x"), CounterPage.overflowSlot);
    assert.equal(page.open(""), 1);
    assert.deepEqual(
      [...page.entries()],
      [
        ["äää", 0],
        ["", 0],
      ],
    );
  });

  it("finds a key with half a surrogate pair again", () => {
    const page = new CounterPage(CounterPage.allocate(10, 100));
    assert.equal(page.open("\ud800"), page.open("\ud800"));
  });

  it("refuses memory that is no page", () => {
    assert.throws(() => new CounterPage(new SharedArrayBuffer(1024)), /CounterPage.allocate/);
    assert.throws(() => CounterPage.allocate(0, 10));
  });

  it("counts on where a killed thread stopped, losing no key and no count that was seen", async () => {
    const buffer = CounterPage.allocate(20_000, 400_000);
    const reader = new CounterPage(buffer);
    let seen = 0;
    for (let round = 0; round < 3; round++) {
      const worker = new Worker(countingCode, { eval: true, workerData: { buffer, moduleUrl } });
      const before = totalOf(reader);
      while (totalOf(reader) < before + 1000) await new Promise((resolve) => setImmediate(resolve));
      await worker.terminate();
      const entries = [...reader.entries()];
      for (const [n, [key]] of entries.entries()) assert.equal(key, `key ${n}`);
      assert.ok(totalOf(reader) >= seen);
      seen = totalOf(reader);
    }
  });
});

const moduleUrl = new URL("./counter-page.ts", import.meta.url).href;

const totalOf = (page: CounterPage): number => [...page.entries()].reduce((sum, [, value]) => sum + value, 0);

/** Opens ever more keys, and counts each of them. */
const countingCode = `
  const { workerData } = require("node:worker_threads");
  import(workerData.moduleUrl).then(({ CounterPage }) => {
    const page = new CounterPage(workerData.buffer);
    for (let n = 0; ; n = (n + 1) % 20_000) page.add(page.open("key " + n), 1);
  });
`;
