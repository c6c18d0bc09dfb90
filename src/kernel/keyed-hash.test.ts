import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { halfSipHash, keyedHash, keyedWordHash, type Seed } from "./keyed-hash.ts";

/** The first of the reference's vectors: the key 00 01 … 07, and the bytes 00, 01, … so many of them. */
const vectors = [
  ...["218d1f59b9b83cc8", "be552412f8387315", "064f39ef7c50eb57", "ce0f1a45f7060679"],
  ...["d5e78a175be52ea1", "cb9d7c3f2f3db580", "ce3e91358aa2bc25"],
];
const vectorSeed: Seed = [0x03020100, 0x07060504];

test("gives what the reference implementation gives", () => {
  const out = new Int32Array(2);
  for (const [length, expected] of vectors.entries()) {
    halfSipHash(
      Uint8Array.from({ length }, (_, i) => i),
      vectorSeed,
      out,
    );
    assert.equal(Buffer.from(out.buffer).toString("hex"), expected, `${length} bytes`);
  }
});

const hashed = (text: string, salt: number, seed: Seed): string => {
  const out = new Int32Array(2);
  keyedHash(text, salt, seed, out);
  return out.join(" ");
};

test("texts, salts and seeds that differ hash differently", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), fc.integer(), (a, b, salt) => {
      const seed: Seed = [salt, ~salt];
      assert.equal(hashed(a, salt, seed) === hashed(b, salt, seed), a === b);
      assert.notEqual(hashed(a, salt, seed), hashed(a, salt + 1, seed));
      assert.notEqual(hashed(a, salt, seed), hashed(a, salt, [salt, salt]));
    }),
  );
});

test("a char and its low byte are not the same, nor a text and its padding", () => {
  const seed: Seed = [1, 2];
  assert.notEqual(hashed("\u0141", 0, seed), hashed("A", 0, seed));
  assert.notEqual(hashed("\u0141\u0000", 0, seed), hashed("\u0141", 0, seed));
  assert.notEqual(hashed("a\0", 0, seed), hashed("a", 0, seed));
});

test("addresses that differ in one bit hash differently under any seed", () => {
  const seed: Seed = [7, 9];
  const base = keyedWordHash(1, 2, 3, 4, 5, seed);
  for (let bit = 0; bit < 32; bit++)
    assert.notEqual(keyedWordHash(1, 2, 3, 4 ^ (1 << bit), 5, seed), base, `bit ${bit}`);
  assert.notEqual(keyedWordHash(1, 2, 3, 4, 5, [7, 8]), base);
});
