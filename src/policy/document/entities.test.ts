import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeEntities } from "./entities.ts";

const rows: readonly (readonly [string, string])[] = [
  ["", ""],
  ["plain", "plain"],
  ["&quot;&apos;&lt;&gt;&amp;", "\"'<>&"],
  ["&#65;&#x41;&#x1F600;", "AA\u{1F600}"],
  ["&amp;lt;", "&lt;"],
  ["a && b", "a && b"],
  ["&nbsp;", "&nbsp;"],
  ["&quot", "&quot"],
  ["&;", "&;"],
  ["&#;&#x;&#xZ;", "&#;&#x;&#xZ;"],
  ["&#0;&#xD800;&#xFFFF;&#x110000;", "&#0;&#xD800;&#xFFFF;&#x110000;"],
  ["&#000000065;", "&#000000065;"],
  ["&QUOT;", "&QUOT;"],
  ["&&amp;&", "&&&"],
];

for (const [written, meant] of rows) {
  test(`${JSON.stringify(written)} is decoded to ${JSON.stringify(meant)}`, () => {
    assert.equal(decodeEntities(written).text, meant);
  });
}

test("each character of the decoded text knows where it was written", () => {
  const { text, originalOffset } = decodeEntities("a&lt;b&#x1F600;c");
  const offsets = Array.from({ length: text.length + 1 }, (_, offset) => originalOffset(offset));
  assert.deepEqual(offsets, [0, 1, 5, 6, 6, 15, 16]);
});

test("a text without entities is left as it is, and characters stay where they are", () => {
  const pieces = fc.array(fc.constantFrom("&", ";", "a", "&lt", "#", " ", "&amp;", "&#10;"), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(pieces, (written) => {
      const source = written.join("");
      const { text, originalOffset } = decodeEntities(source);
      assert.ok(text.length <= source.length);
      for (let offset = 0; offset < text.length; offset++) {
        const origin = originalOffset(offset);
        const isSame = source[origin] === text[offset];
        assert.ok(isSame || source[origin] === "&", `${source} at ${offset}`);
      }
    }),
  );
});
