import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { randomExpression } from "../../../test/harness/random-expression.ts";
import { findExpressionEnd } from "./find-expression-end.ts";

const whole: readonly string[] = [
  "@(a)",
  "@{ return a; }",
  '@("(")',
  "@(')')",
  '@("\\")")',
  '@(@"\\")',
  '@(@"a"")"")")',
  "@(a /* ) */ + b)",
  "@{ a(); // }\n return b; }",
  '@(a["x"] < 3 && b[0] > 4)',
  '@($"{context.Variables["x"]}")',
  '@($"}}) {a("}")}")',
  '@($@"{a[")"]}"")")',
  '@($"{(a ? ")" : $"{b}")}")',
  '@($"{a:)}")',
  "@{ return new { a = new[] { (1) } }; }",
  "@{{ return a; }}",
  '@("\\q" + 1abc)',
];

describe("an expression ends at its bracket", () => {
  for (const text of whole) {
    test(text, () => {
      const document = `<a b="${text}" c=")}"/>`;
      assert.deepEqual(findExpressionEnd(document, 6), { kind: "end", end: 6 + text.length });
    });
  }
});

const failures: readonly (readonly [string, number, string])[] = [
  ["a(b)", 0, "not-an-expression"],
  ["@a", 0, "not-an-expression"],
  ["@", 0, "not-an-expression"],
  ["@(a", 1, "unclosed-bracket"],
  ["@(a[b)", 3, "unclosed-bracket"],
  ["@(a])", 3, "unexpected-bracket"],
  ['@(a + "b)', 6, "unterminated-string"],
  ["@('a)", 2, "unterminated-character"],
  ["@(a /* )", 4, "unterminated-comment"],
  ['@($"{a)', 4, "unclosed-bracket"],
  ['@($"a', 2, "unterminated-string"],
  ["@{\n#if a\n}", 3, "preprocessor-directive"],
];

describe("what hides the end is told with its place", () => {
  for (const [text, at, code] of failures) {
    test(text, () => {
      const found = findExpressionEnd(`<a>${text}`, 3);
      assert.ok(found.kind === "failure");
      assert.deepEqual([found.at - 3, found.code], [at, code]);
    });
  }
});

test("any text gives an end within it or a place within it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const document = `@(${text}`;
      const found = findExpressionEnd(document, 0);
      const offset = found.kind === "end" ? found.end : found.at;
      assert.ok(offset >= 0 && offset <= document.length);
    }),
  );
});

test("what follows the end does not move it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...whole), randomExpression), fc.string(), (text, rest) => {
      assert.deepEqual(findExpressionEnd(text + rest, 0), { kind: "end", end: text.length });
    }),
  );
});
