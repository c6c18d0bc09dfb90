import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { policyRun } from "../../../../test/harness/policy-run.ts";
import { bigEndianUnicode, encodingNamed, unicode, utf7, utf8, utf32 } from "./encoding.ts";

for (const encoding of [utf8, unicode, bigEndianUnicode, utf32, utf7]) {
  test(`${encoding.webName} gives every well-formed text back`, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const wellFormed = text.toWellFormed();
        assert.equal(encoding.decode(policyRun(), encoding.encode(policyRun(), wellFormed)), wellFormed);
      }),
    );
  });
}

for (const name of ["iso-8859-1", "windows-1252"]) {
  test(`${name} gives every byte back`, () => {
    const encoding = encodingNamed(name);
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    assert.deepEqual(encoding?.encode(policyRun(), encoding.decode(policyRun(), bytes)), bytes);
  });
}

test("no decoder throws, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      for (const encoding of [utf8, unicode, bigEndianUnicode, utf32, utf7]) {
        assert.equal(typeof encoding.decode(policyRun(), bytes), "string");
      }
    }),
  );
});
