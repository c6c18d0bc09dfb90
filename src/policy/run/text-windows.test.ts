import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GrowingTexts, windowsOf } from "./text-windows.ts";

const sizes = fc
  .tuple(fc.integer({ min: 3, max: 20 }), fc.nat(10))
  .map(([size, overlap]) => ({ size, overlap: Math.min(overlap, size - 3) }));

test("windows have the size, part no character, and together are the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), sizes, (text, windows) => {
      const found = [...windowsOf(text, windows)];
      assert.ok(found.every((one) => one.length <= windows.size && one.isWellFormed()));
      let whole = found[0] ?? "";
      for (const one of found.slice(1)) {
        // What it shares may be one more, where a character would be parted.
        const shared = [windows.overlap, windows.overlap + 1].find((n) => whole.endsWith(one.slice(0, n)));
        assert.notEqual(shared, undefined);
        whole += one.slice(shared);
      }
      assert.equal(whole, text);
    }),
  );
});

test("a text that grows is taken in windows that share their ends", () => {
  const texts = new GrowingTexts({ size: 6, overlap: 2 });
  const piece = (text: string) => [{ name: "a", text }];
  texts.add(piece("ab"));
  assert.ok(texts.fits(piece("cde")));
  texts.add(piece("cde"));
  assert.ok(!texts.fits(piece("fg")));
  assert.deepEqual(texts.take(), ["abcde"]);
  assert.ok(!texts.hasPending);
  texts.add(piece("fg"));
  assert.deepEqual(texts.take(), ["defg"]);
  texts.add(piece("0123456789"));
  assert.deepEqual(texts.take(), ["fg0123", "234567", "6789"]);
});

test("texts that grow side by side are not mixed, and share one window", () => {
  const texts = new GrowingTexts({ size: 20, overlap: 3 });
  for (const [name, text] of [
    ["a", "vio"],
    ["b", "pea"],
    ["a", "lent"],
    ["b", "ceful"],
  ] as const) {
    texts.add([{ name, text }]);
  }
  assert.deepEqual(texts.take(), ["violent\npeaceful"]);
  texts.add([{ name: "b", text: "!" }]);
  assert.deepEqual(texts.take(), ["ful!"]);
  assert.deepEqual(texts.take(), []);
});
