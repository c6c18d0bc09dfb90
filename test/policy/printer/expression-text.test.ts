import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { placesInText } from "#kernel/places-in-text.ts";
import { parseExpressionSource } from "#policy/expression/parse-expression-source.ts";
import type { ExpressionSource } from "#policy/expression/syntax.ts";
import { shapeOf } from "../../harness/expression-shape.ts";
import { randomExpression } from "../../harness/random-expression.ts";
import { expressionSourceText } from "./expression-text.ts";

function parse(text: string): ExpressionSource {
  const placeAt = placesInText(text, { file: "f", line: 1, column: 1 });
  const { source, diagnostics } = parseExpressionSource(text, placeAt);
  assert.ok(source !== undefined, `${text}\n${diagnostics.map(formatDiagnostic).join("\n")}`);
  return source;
}

const canonical: readonly (readonly [string, string])[] = [
  ["@( a+b *c )", "@(a + b * c)"],
  ["@(0x10 + 1_0L + 1e3 + 1.50m + 1f)", "@(16 + 10L + 1000D + 1.50M + 1F)"],
  ['@(@"a""\\b" + \'\\x41\')', '@("a\\"\\\\b" + \'A\')'],
  ['@($@"{a,3:x}""{{")', '@($"{a,3:x}\\"{{")'],
  ['@("\\u00ad\\U0001F600\\ud800")', '@("\\u00AD😀\\uD800")'],
  ["@(- -a - -(- 1))", "@(- -a - -(-1))"],
  ["@(new T{A=1,})", "@(new T() { A = 1 })"],
  ["@(a?.b?[0]?.c())", "@(a?.b?[0]?.c())"],
  ["@(f(out _))", "@(f(out var _))"],
  ["@(@if.@class(@int: 1))", "@(@if.@class(@int: 1))"],
  ["@{int[]a={1,2};return a;}", "@{ int[] a = new int[] { 1, 2 }; return a; }"],
  ["@{}", "@{ }"],
  ["@{if(a)b();else{c();}}", "@{ if (a) b(); else { c(); } }"],
  ["@{for(;;);}", "@{ for (;;) ; }"],
];

describe("one form for each tree", () => {
  for (const [text, expected] of canonical) {
    test(text, () => {
      assert.equal(expressionSourceText(parse(text)), expected);
      assert.equal(shapeOf(parse(expected)), shapeOf(parse(text)));
    });
  }
});

test("what is printed is read as the same tree, and printed the same again", () => {
  fc.assert(
    fc.property(randomExpression, (text) => {
      const source = parse(text);
      const printed = expressionSourceText(source);
      assert.equal(shapeOf(parse(printed)), shapeOf(source), printed);
      assert.equal(expressionSourceText(parse(printed)), printed);
    }),
    { numRuns: 200 },
  );
});
