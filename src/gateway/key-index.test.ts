import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KeyIndex } from "./key-index.ts";

describe("a key index", () => {
  it("numbers keys in their order and finds them among any others, however their hashes collide", () => {
    const key = fc.string({ unit: "binary-ascii", maxLength: 6 });
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 200 }),
        key,
        fc.integer({ min: 1, max: 1000 }),
        (keys, other, spread) => {
          const hashOf = (text: string): number =>
            [...text].reduce((sum, c) => sum + c.charCodeAt(0), 0) % spread;
          const index = new KeyIndex();
          keys.forEach((each, i) => {
            assert.equal(index.find(hashOf(each), each, each.length), -1);
            assert.equal(index.add(hashOf(each), each), i);
          });
          keys.forEach((each, i) => {
            assert.equal(index.find(hashOf(each), `${each}more`, each.length), i);
          });
          assert.equal(index.find(hashOf(other), other, other.length), keys.indexOf(other));
        },
      ),
    );
  });

  it("takes negative hashes and ten thousand keys", () => {
    const index = new KeyIndex();
    const hashOf = (i: number): number => Math.imul(i + 1, 0x9e3779b1);
    for (let i = 0; i < 10_000; i++) index.add(hashOf(i), `/key/${i}`);
    for (let i = 0; i < 10_000; i++) assert.equal(index.find(hashOf(i), `/key/${i}`, `/key/${i}`.length), i);
  });
});
