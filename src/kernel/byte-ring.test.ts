import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { ByteRing } from "./byte-ring.ts";

/** Takes so many bytes at the most, as one text. */
function take(ring: ByteRing, maxBytes = Number.POSITIVE_INFINITY): string {
  const all = Buffer.concat(ring.peek()).toString("latin1");
  const taken = all.slice(0, maxBytes);
  ring.consume(taken.length);
  return taken;
}

/** A ring over which so many bytes have passed already. */
function ringAfter(bytes: number, capacityBytes = 64): ByteRing {
  const buffer = ByteRing.allocate(capacityBytes);
  const ring = new ByteRing(buffer);
  const header = new Int32Array(buffer, 0, (buffer.byteLength - ring.capacityBytes) / 4);
  ring.push("x");
  // The only number that moved is the tail; both counters stand where the bytes would have left them.
  const tail = header.indexOf(1);
  ring.consume(1);
  const head = header.findIndex((value, at) => value === 1 && at !== tail);
  header[head] = bytes;
  header[tail] = bytes;
  return ring;
}

const latin1Text = fc
  .array(fc.nat(255), { maxLength: 70, size: "max" })
  .map((codes) => String.fromCharCode(...codes));
const step = fc.oneof(latin1Text, fc.nat(150));

describe("a byte ring", () => {
  it("gives the bytes of whole texts in their order, at each place of the ring and of its counters", () => {
    const passed = fc.oneof(
      fc.nat(200),
      fc.integer({ min: -200, max: 200 }).map((n) => 2 ** 31 + n),
      fc.integer({ min: -200, max: -1 }),
    );
    fc.assert(
      fc.property(passed, fc.array(step, { maxLength: 60, size: "max" }), (passed, steps) => {
        const ring = ringAfter(passed);
        let model = "";
        for (const step of steps) {
          if (typeof step === "string") {
            const isRoom = step.length <= 64 - model.length;
            assert.equal(ring.push(step), isRoom);
            if (isRoom) model += step;
          } else {
            assert.equal(take(ring, step), model.slice(0, step));
            model = model.slice(step);
          }
          assert.equal(ring.freeBytes, 64 - model.length);
          assert.equal(Buffer.concat(ring.peek()).toString("latin1"), model);
          assert.ok(ring.peek().length <= 2);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes a text as large as itself, and never a larger one", () => {
    const ring = new ByteRing(ByteRing.allocate(64));
    assert.equal(ring.push("x".repeat(65)), false);
    assert.equal(ring.push("x".repeat(64)), true);
    assert.equal(ring.push("x"), false);
    assert.equal(ring.push(""), true);
    assert.equal(take(ring), "x".repeat(64));
  });

  it("rounds its capacity up to a power of two", () => {
    const capacities = [1, 64, 65, 4000, 4096].map(
      (bytes) => new ByteRing(ByteRing.allocate(bytes)).capacityBytes,
    );
    assert.deepEqual(capacities, [64, 64, 128, 4096, 4096]);
    assert.throws(() => ByteRing.allocate(0));
    assert.throws(() => ByteRing.allocate(2 ** 30 + 1));
  });

  it("refuses memory that is no ring, and a consumer that takes more than there is", () => {
    assert.throws(() => new ByteRing(new SharedArrayBuffer(1000)), /ByteRing.allocate/);
    const ring = new ByteRing(ByteRing.allocate(64));
    ring.push("abc");
    assert.throws(() => ring.consume(4), /more consumed/);
    assert.throws(() => ring.consume(-1));
  });

  it("is taken over by a new producer and a new consumer, which lose and repeat nothing consumed", () => {
    const buffer = ByteRing.allocate(64);
    new ByteRing(buffer).push("first\n");
    const consumer = new ByteRing(buffer);
    consumer.consume(6);
    new ByteRing(buffer).push("second\n");
    assert.equal(take(new ByteRing(buffer)), "second\n");
  });

  it("carries every line from a producing thread to a consuming one, in order and whole", async () => {
    const lines = 30_000;
    const buffer = ByteRing.allocate(1024);
    const worker = producer(buffer, 0, lines);
    const ring = new ByteRing(buffer);
    let expected = 0;
    let rest = "";
    while (expected < lines) {
      const text = rest + take(ring);
      const whole = text.lastIndexOf("\n") + 1;
      for (const line of text.slice(0, whole).split("\n").slice(0, -1)) {
        assert.equal(line, lineOf(expected++));
      }
      rest = text.slice(whole);
      assert.equal(rest, "", "what can be seen ends with a whole line");
      await new Promise((resolve) => setImmediate(resolve));
    }
    await worker.terminate();
  });

  it("carries every line from this thread to a consuming one", async () => {
    const lines = 10_000;
    const buffer = ByteRing.allocate(1024);
    const worker = consumer(buffer, lines);
    const taken = new Promise<string>((resolve, reject) =>
      worker.once("message", resolve).once("error", reject),
    );
    const ring = new ByteRing(buffer);
    for (let n = 0; n < lines; ) {
      if (ring.push(`${lineOf(n)}\n`)) n++;
      else await new Promise((resolve) => setImmediate(resolve));
    }
    const expected = Array.from({ length: lines }, (_, n) => `${lineOf(n)}\n`).join("");
    assert.ok((await taken) === expected);
    await worker.terminate();
  });

  it("shows whole lines only after its producer was killed in the middle of its work, and goes on", async () => {
    for (let round = 0; round < 5; round++) {
      const buffer = ByteRing.allocate(2 ** 20);
      const ring = new ByteRing(buffer);
      const worker = producer(buffer, 0, Number.MAX_SAFE_INTEGER);
      while (ring.freeBytes === ring.capacityBytes) await new Promise((resolve) => setImmediate(resolve));
      await worker.terminate();
      const written = take(ring).split("\n");
      assert.equal(written.pop(), "");
      written.forEach((line, n) => {
        if (line !== lineOf(n)) assert.equal(line, lineOf(n));
      });
      assert.ok(new ByteRing(buffer).push("next\n"));
      assert.equal(take(ring), "next\n");
    }
  });
});

const lineOf = (n: number): string => `${n}:${"\xe9".repeat(n % 70)}`;

const moduleUrl = new URL("./byte-ring.ts", import.meta.url).href;

/** Pushes the lines from `first` on, again and again while there is no room. */
function producer(buffer: SharedArrayBuffer, first: number, lines: number): Worker {
  const code = `
    const { workerData } = require("node:worker_threads");
    const lineOf = ${lineOf};
    import(workerData.moduleUrl).then(({ ByteRing }) => {
      const ring = new ByteRing(workerData.buffer);
      for (let n = workerData.first; n < workerData.lines; ) if (ring.push(lineOf(n) + "\\n")) n++;
    });
  `;
  return new Worker(code, { eval: true, workerData: { moduleUrl, buffer, first, lines } });
}

/** Takes lines until it has as many as there are, and says their text. */
function consumer(buffer: SharedArrayBuffer, lines: number): Worker {
  const code = `
    const { workerData, parentPort } = require("node:worker_threads");
    import(workerData.moduleUrl).then(({ ByteRing }) => {
      const ring = new ByteRing(workerData.buffer);
      let text = "";
      for (let seen = 0; seen < workerData.lines; ) {
        for (const piece of ring.peek()) {
          for (const byte of piece) if (byte === 10) seen++;
          text += Buffer.from(piece).toString("latin1");
          ring.consume(piece.length);
        }
      }
      parentPort.postMessage(text);
    });
  `;
  return new Worker(code, { eval: true, workerData: { moduleUrl, buffer, lines } });
}
