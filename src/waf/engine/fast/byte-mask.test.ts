import assert from "node:assert/strict";
import { test } from "node:test";
import { intersects, newByteMask, readByteMask } from "./byte-mask.ts";

const bytesIn = (mask: Uint32Array): number[] =>
  Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => ((mask[byte >> 5] ?? 0) >>> (byte & 31)) & 1,
  );

test("short and long values have the bytes that they have", () => {
  for (const [count, step] of [
    [0, 1],
    [12, 21],
    [256, 1],
    [400, 2],
  ] as const) {
    const bytes = Uint8Array.from({ length: count + 9 }, (_, at) => (at < count ? at * step : 77));
    const mask = newByteMask().fill(0xffffffff);
    readByteMask(bytes, count, mask);
    const expected = [...new Set(bytes.subarray(0, count))].toSorted((a, b) => a - b);
    assert.deepEqual(bytesIn(mask), expected, `${count} bytes`);
  }
});

test("masks intersect where they share a byte, whichever it is", () => {
  const some = newByteMask();
  readByteMask(Uint8Array.of(7), 1, some);
  for (let byte = 0; byte < 256; byte++) {
    const other = newByteMask();
    readByteMask(Uint8Array.of(byte), 1, other);
    assert.equal(intersects(some, other), byte === 7, String(byte));
  }
});
