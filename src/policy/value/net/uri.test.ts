// What a table cannot say: that no text is too odd for the reader.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { Uri, uriKinds } from "./uri.ts";
import { resolveUri } from "./uri-relation.ts";

/** Texts of the characters that mean something in URIs, and some that do not. */
const odd = fc.string({
  unit: fc.constantFrom(
    ..."ab:/?#[]@%.\\ -09Zé\ud83d\u0000".split(""),
    "http://",
    "//",
    "%41",
    "%C3%A9",
    "::1",
  ),
  maxLength: 24,
});

suite("Uri", () => {
  test("reads an absolute URI, and nothing else where nothing else is asked for", () => {
    assert.equal(Uri.parse("https://a.example/b?c")?.absoluteUri, "https://a.example/b?c");
    assert.equal(Uri.parse("/b?c"), undefined);
    assert.equal(Uri.parse("b"), undefined);
  });

  test("has an address of IPv6 in brackets alone", () => {
    assert.equal(Uri.parse("http://[9::1%41]/")?.parts.host, "[9::1]");
    assert.equal(Uri.parse("http://9::1%41]/"), undefined);
  });

  test("is or is not one, whatever the text", () => {
    fc.assert(
      fc.property(odd, (text) => {
        for (const kind of Object.values(uriKinds)) {
          const read = Uri.read(text, kind);
          if (typeof read === "string") continue;
          assert.equal(typeof read.toString(), "string");
          if (read.isAbsolute) assert.equal(typeof read.localPath + typeof read.authority, "stringstring");
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("its own text reads as the same URI", () => {
    fc.assert(
      fc.property(odd, (tail) => {
        const uri = Uri.parse(`http://host/${tail}`);
        if (uri === undefined) return;
        const again = Uri.parse(uri.absoluteUri);
        assert.equal(again?.absoluteUri, uri.absoluteUri);
        assert.ok(again?.equals(uri));
      }),
      { numRuns: 2000 },
    );
  });

  test("resolves every reference that is one, to an absolute URI", () => {
    const base = Uri.parse("http://host/a/b?c");
    assert.ok(base !== undefined);
    fc.assert(
      fc.property(odd, (reference) => {
        const resolved = resolveUri(base, reference);
        if (typeof resolved !== "string") assert.ok(Uri.parse(resolved.absoluteUri) !== undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
