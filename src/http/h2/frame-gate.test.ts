import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { frame } from "../../../test/harness/h2-frames.ts";
import { FrameGate, type FrameListener, type HeadPacer } from "./frame-gate.ts";
import { FrameFlag, FrameType } from "./frame-scanner.ts";

/** `:method: GET`, by its index. */
const HEAD = frame(FrameType.headers, FrameFlag.endHeaders, 1, "\x82");
const DATA = frame(FrameType.data, 0, 1, "data");
/** A head in two frames, the second of which brings nothing. */
const SPLIT_HEAD = Buffer.concat([
  frame(FrameType.headers, 0, 1, "\x82"),
  frame(FrameType.continuation, FrameFlag.endHeaders, 1, ""),
]);

const unmoved: FrameListener = {
  admitted() {},
  received: () => true,
  fieldsReceived: () => true,
  headReceived() {},
  resetSent() {},
  goawaySent() {},
  dataSent() {},
  inputEnded() {},
};

/** A gate over one end of a pair, and what passed it. */
class Bed {
  readonly passed: Buffer[] = [];
  readonly gate: FrameGate;
  holds = 0;
  private readonly far;

  constructor(admitsHead: () => boolean) {
    const [near, far] = duplexPair();
    this.far = far;
    const pacer: HeadPacer = {
      admitsHead,
      holds: () => {
        this.holds++;
      },
    };
    // What a gate asks of a socket every duplex has.
    this.gate = new FrameGate(near as unknown as Socket, unmoved, { incoming: 0, outgoing: 0 }, pacer);
    this.gate.on("data", (bytes: Buffer) => this.passed.push(bytes));
    this.gate.open(Buffer.alloc(0));
  }

  async send(bytes: Buffer): Promise<void> {
    this.far.write(bytes);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the gate of an HTTP/2 connection", () => {
  it("holds the heads that are not admitted, and passes one at a time with what belongs to it", async () => {
    let free = 1;
    const bed = new Bed(() => free-- > 0);
    await bed.send(Buffer.concat([HEAD, HEAD, DATA, SPLIT_HEAD, DATA]));
    assert.deepEqual(bed.passed, [HEAD]);
    assert.deepEqual([bed.holds, bed.gate.isHolding], [1, true]);
    bed.gate.passHeld();
    assert.deepEqual(bed.passed.slice(1), [HEAD]);
    bed.gate.passHeld();
    assert.deepEqual(bed.passed.slice(2), [Buffer.concat([DATA, SPLIT_HEAD])]);
    bed.gate.passHeld();
    assert.deepEqual(bed.passed.slice(3), [DATA]);
    assert.equal(bed.gate.isHolding, false);
  });

  it("reads nothing more while it holds any, and goes on with the last of them", async () => {
    const bed = new Bed(() => false);
    await bed.send(HEAD);
    await bed.send(DATA);
    assert.deepEqual([bed.passed, bed.holds], [[], 1]);
    bed.gate.passHeld();
    await turn();
    assert.deepEqual(Buffer.concat(bed.passed), Buffer.concat([HEAD, DATA]));
  });

  it("drops what it holds once it is stopped", async () => {
    const bed = new Bed(() => false);
    await bed.send(HEAD);
    bed.gate.stop();
    bed.gate.passHeld();
    await bed.send(DATA);
    assert.deepEqual([bed.passed, bed.gate.isHolding], [[], false]);
  });

  it("passes all bytes in their order, whatever is held and however they come in pieces", async () => {
    const frames = fc.array(fc.constantFrom(HEAD, DATA, SPLIT_HEAD), { minLength: 1, maxLength: 20 });
    const answers = fc.infiniteStream(fc.boolean());
    const pieceBytes = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(frames, answers, pieceBytes, async (parts, admits, size) => {
        const bytes = Buffer.concat(parts);
        const bed = new Bed(() => admits.next().value);
        for (let at = 0; at < bytes.length; at += size) await bed.send(bytes.subarray(at, at + size));
        for (let i = 0; i < bytes.length; i++) {
          bed.gate.passHeld();
          await turn();
        }
        assert.deepEqual(Buffer.concat(bed.passed), bytes);
      }),
      { numRuns: 60 },
    );
  });
});
