// Access lines through the ring: producer and consumer take turns in one thread, so the figure is the work
// of both without the wait of either for the other's cache lines.

import { ByteRing } from "#kernel/byte-ring.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { Prepared, Subject } from "./subject.ts";

const LINE = `${"x".repeat(399)}\n`;
/** Lines that the consumer finds at each of its visits. */
const BATCH = 64;

export const byteRing: Subject = { name: "byte ring", prepare };

function prepare(): Prepared {
  const ring = new ByteRing(ByteRing.allocate(defaultLimits.accessLog.ringBytes));
  return {
    cases: [
      {
        name: "push and consume a line of 400 bytes",
        run: (operations) => pushAndConsume(ring, 1, operations),
      },
      { name: `the same, ${BATCH} at a time`, run: (operations) => pushAndConsume(ring, BATCH, operations) },
    ],
  };
}

function pushAndConsume(ring: ByteRing, batch: number, operations: number): number {
  let bytes = 0;
  for (let i = 1; i <= operations; i++) {
    ring.push(LINE);
    if (i % batch !== 0 && i !== operations) continue;
    for (const piece of ring.peek()) {
      bytes += piece.length;
      ring.consume(piece.length);
    }
  }
  return bytes;
}
