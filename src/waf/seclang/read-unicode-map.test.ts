import assert from "node:assert/strict";
import { test } from "node:test";
import { readUnicodeMap } from "./read-unicode-map.ts";

const FILE = `(MAC - Roman)
0041:5a

1252  (ANSI - Latin I)
0100:41 0101:61

20127 (US-ASCII)

00a0:20 00A1:21 ff01:21
00a6:7c

20261 (T.61)
0102:41
`;

test("only the pairs of the page that is asked for are taken", () => {
  const map = readUnicodeMap(FILE, "20127");
  assert.equal(map?.length, 65_536);
  const mapped = [...(map ?? [])].flatMap((byte, codePoint) => (byte === 0 ? [] : [[codePoint, byte]]));
  assert.deepEqual(mapped, [
    [0xa0, 0x20],
    [0xa1, 0x21],
    [0xa6, 0x7c],
    [0xff01, 0x21],
  ]);
});

test("a page that is missing or empty gives no map", () => {
  assert.equal(readUnicodeMap(FILE, "1251"), undefined);
  assert.equal(readUnicodeMap("20127 (US-ASCII)\n\n1 (x)\n0041:41", "20127"), undefined);
  assert.equal(readUnicodeMap("", "20127"), undefined);
});
