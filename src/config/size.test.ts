import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseSize, printSize, SIZE_PATTERN } from "./size.ts";

const cases: readonly (readonly [string, number])[] = [
  ["0B", 0],
  ["512B", 512],
  ["8KiB", 8192],
  ["1.5KiB", 1536],
  ["10MiB", 10_485_760],
  ["1GiB", 1_073_741_824],
  ["10KB", 10_000],
  ["2.5MB", 2_500_000],
  ["1GB", 1_000_000_000],
];

for (const [text, bytes] of cases) {
  test(`the size ${text} is ${bytes} bytes`, () => {
    assert.deepEqual(parseSize(text), { value: bytes });
    assert.match(text, new RegExp(SIZE_PATTERN));
  });
}

const flaws: readonly (readonly [string, string, string | undefined])[] = [
  ["100", "missing-unit", "write 100B for bytes, or 100KiB"],
  ["1048576", "missing-unit", "write 1MiB"],
  ["1.5", "missing-unit", "write 1.5B for bytes, or 1.5KiB"],
  ["10mb", "bad-size", "write 10MB"],
  ["10 MiB", "bad-size", "write 10MiB"],
  ["32k", "bad-size", "write 32KiB"],
  ["2G", "bad-size", "write 2GiB"],
  ["1TiB", "bad-size", undefined],
  ["-1B", "bad-size", undefined],
  ["", "bad-size", undefined],
  ["big", "bad-size", undefined],
  ["0.3B", "bad-size", undefined],
  ["9007199254740992B", "out-of-range", undefined],
  ["99999999GiB", "out-of-range", undefined],
];

for (const [text, code, hint] of flaws) {
  test(`${JSON.stringify(text)} is refused as a size`, () => {
    const parsed = parseSize(text);
    assert.ok("code" in parsed);
    assert.equal(parsed.code, code);
    if (hint !== undefined) assert.equal(parsed.hintFromText, hint);
  });
}

test("every size is read back from how it is printed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      assert.deepEqual(parseSize(printSize(bytes)), { value: bytes });
    }),
  );
});

test("no text makes the reader of sizes throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseSize(text)));
});
