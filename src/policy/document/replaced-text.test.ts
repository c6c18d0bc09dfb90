import assert from "node:assert/strict";
import { test } from "node:test";
import { TextReplacer } from "./replaced-text.ts";

test("without a replacement the text and its offsets are the old ones", () => {
  const { text, originalOffset } = new TextReplacer("abc").finish();
  assert.equal(text, "abc");
  assert.equal(originalOffset(2), 2);
});

test("characters behind a replacement know where they were, those in it where it begins", () => {
  const replacer = new TextReplacer("a{{x}}b{{y}}c");
  replacer.replace(1, 6, "LONGER-THAN-IT");
  replacer.replace(7, 12, "");
  const { text, originalOffset } = replacer.finish();
  assert.equal(text, "aLONGER-THAN-ITbc");
  const places = [0, 1, 14, 15, 16, 17].map(originalOffset);
  assert.deepEqual(places, [0, 1, 1, 6, 12, 13]);
});
