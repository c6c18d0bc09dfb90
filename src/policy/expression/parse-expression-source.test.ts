import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { placesInText } from "#kernel/places-in-text.ts";
import { randomExpression } from "../../../test/harness/random-expression.ts";
import { parseExpressionSource } from "./parse-expression-source.ts";
import { NESTING_LIMIT } from "./parser/token-cursor.ts";
import { TREE_DEPTH_LIMIT } from "./tree-depth.ts";

const parse = (text: string): ReturnType<typeof parseExpressionSource> =>
  parseExpressionSource(text, placesInText(text, { file: "policy.xml", line: 1, column: 1 }));

/** `line:column code` of every diagnostic. */
const flawsOf = (text: string): readonly string[] =>
  parse(text).diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

type Row = readonly [string, ...string[]];

const malformed: Readonly<Record<string, readonly Row[]>> = {
  "the expression as a whole": [
    ["", "1:1 not-an-expression"],
    ["a", "1:1 not-an-expression"],
    [" @[a]", "1:2 not-an-expression"],
    ["@()", "1:3 empty-expression"],
    ["@(a) b", "1:6 text-after-expression"],
    ["@(a))", "1:5 text-after-expression"],
    ["@(a;)", "1:4 unexpected-token"],
    ["@(return a;)", "1:3 unexpected-token"],
    ["@(var a = 1)", "1:3 unexpected-token"],
    ["@(a b)", "1:5 unexpected-token"],
    ["@(a", "1:2 unclosed-bracket"],
    ["@{ return (a; }", "1:11 unclosed-bracket"],
    ["@{ return a]; }", "1:12 unexpected-bracket"],
    ["@(\n  a +\n  'bc)", "3:3 unterminated-character"],
  ],
  values: [
    ["@(a + )", "1:7 expression-expected"],
    ["@(* a)", "1:3 refused-unsafe"],
    ["@(a == )", "1:8 expression-expected"],
    ["@(a ? b)", "1:8 unexpected-token"],
    ["@(a.)", "1:5 name-expected"],
    ["@(a.if)", "1:5 name-expected"],
    ["@(int)", "1:3 expression-expected"],
    ["@(if)", "1:3 expression-expected"],
    ["@((int))", "1:8 expression-expected"],
    ["@(a + 1 = b)", "1:9 not-assignable"],
    ["@(a?.b = c)", "1:8 not-assignable"],
    ["@(throw a)", "1:3 misplaced-throw"],
    ["@(a + throw b)", "1:7 misplaced-throw"],
    ["@(a[])", "1:4 index-expected"],
    ["@(new T)", "1:8 unexpected-token"],
    ["@(new int[])", "1:12 unexpected-token"],
    ["@(new { 1 })", "1:9 name-expected"],
    ["@(new T { A = 1, b })", "1:20 unexpected-token"],
    ["@(new T { b, A = 1 })", "1:14 mixed-initializer"],
    ['@($"{}")', "1:6 empty-hole"],
    ['@($"{a ? b : c}")', "1:12 conditional-in-hole"],
    ['@($"{a:}")', "1:7 empty-format"],
    ['@($"{a b}")', "1:8 unexpected-token"],
  ],
  statements: [
    ["@{ return a }", "1:12 semicolon-expected"],
    ["@{ a = 1\n return a; }", "1:9 semicolon-expected"],
    ["@{ a; }", "1:4 not-a-statement"],
    ["@{ a?.b; }", "1:4 not-a-statement"],
    ["@{ a == b; }", "1:4 not-a-statement"],
    ["@{ var a; }", "1:8 value-expected"],
    ["@{ const int a; }", "1:14 value-expected"],
    ["@{ if (a) var b = 1; }", "1:11 misplaced-declaration"],
    ["@{ if a) b(); }", "1:8 unexpected-bracket"],
    ["@{ if (a b(); }", "1:7 unclosed-bracket"],
    ["@{ if a { b(); } c(); }", "1:7 unexpected-token"],
    ["@{ else { } }", "1:4 expression-expected"],
    ["@{ try { } }", "1:4 try-without-catch"],
    ["@{ switch (a) { case 1: } }", "1:17 empty-case"],
    ["@{ switch (a) { b(); } }", "1:17 unexpected-token"],
    ["@{ foreach (a in b) { } }", "1:15 name-expected"],
    ["@{ for (a; b) { } }", "1:9 not-a-statement", "1:13 unexpected-token"],
    ["@{ int[,] a = { 1 }; }", "1:15 unexpected-token"],
    ["@{ return a;\n  var = 1;\n\n  b c d; }", "4:6 semicolon-expected"],
  ],
  "several mistakes": [
    ["@{ a = ; b = 1; c = * 2; }", "1:8 expression-expected", "1:21 refused-unsafe"],
    ["@(f(a +, b.c, d e, ))", "1:8 expression-expected", "1:17 unexpected-token", "1:20 expression-expected"],
    ["@{ if (a b) { c = ; } else { d; }\n e(;\n }", "2:3 unclosed-bracket"],
    [
      "@{ if (a) { c = ; } else { d; }\n e(-); }",
      "1:17 expression-expected",
      "1:28 not-a-statement",
      "2:5 expression-expected",
    ],
    ["@{ if (a b) { c(); } else { d(); } e f g; }", "1:10 unexpected-token", "1:39 semicolon-expected"],
    [
      "@($\"{}{a b}\" + '' + 1x)",
      "1:6 empty-hole",
      "1:10 unexpected-token",
      "1:16 malformed-character",
      "1:22 malformed-number",
    ],
    ["@(new[] { a b, c + , d })", "1:13 unexpected-token", "1:20 expression-expected"],
  ],
};

const refused: readonly (readonly [string, string])[] = [
  ["@(await a.b())", "1:3 refused-await"],
  ["@{ await foreach (var a in b) { } }", "1:4 refused-await"],
  ["@(async () => a)", "1:3 refused-async"],
  ["@{ async Task<int> f() { return 1; } }", "1:4 refused-async"],
  ["@{ yield return a; }", "1:4 refused-yield"],
  ["@{ goto a; }", "1:4 refused-goto"],
  ["@{ a: b(); }", "1:4 refused-label"],
  ["@{ lock (a) { } }", "1:4 refused-lock"],
  ["@{ unsafe { } }", "1:4 refused-unsafe"],
  ["@{ fixed (int* a = b) { } }", "1:4 refused-unsafe"],
  ["@{ int* a = b; }", "1:7 refused-unsafe"],
  ["@(sizeof(int))", "1:3 refused-unsafe"],
  ["@(stackalloc int[1])", "1:3 refused-unsafe"],
  ["@(a->b)", "1:4 refused-unsafe"],
  ["@(&a)", "1:3 refused-unsafe"],
  ["@(from a in b select a)", "1:3 refused-query"],
  ["@(from int a in b select a)", "1:3 refused-query"],
  ["@((a, b))", "1:3 refused-tuple"],
  ["@((a: 1, b: 2))", "1:3 refused-tuple"],
  ["@{ (int a, string b) = c; }", "1:4 refused-tuple"],
  ["@{ var (a, b) = c; }", "1:4 refused-tuple"],
  ["@{ foreach (var (a, b) in c) { } }", "1:13 refused-tuple"],
  ["@{ dynamic a = b; }", "1:4 refused-dynamic"],
  ["@(a is not null)", "1:8 refused-pattern"],
  ["@(a is { })", "1:8 refused-pattern"],
  ["@(a is T { B: 1 })", "1:10 refused-pattern"],
  ["@(a is > 1)", "1:8 refused-pattern"],
  ["@(a is 1 or 2)", "1:10 refused-pattern"],
  ["@(a is T or U)", "1:10 refused-pattern"],
  ["@{ switch (a) { case > 1: break; } }", "1:22 refused-pattern"],
  ["@(a switch { 1 => 2 })", "1:5 refused-switch"],
  ["@(a[^1])", "1:5 refused-index-from-end"],
  ["@(a[1..2])", "1:6 refused-range"],
  ["@(a[..2])", "1:5 refused-range"],
  ["@{ a ??= b; }", "1:6 refused-coalescing"],
  ["@(a!.b)", "1:4 refused-null-forgiving"],
  ["@(a with { B = 1 })", "1:5 refused-record"],
  ["@{ record R(int A); }", "1:4 refused-declaration"],
  ["@{ class A { } }", "1:4 refused-declaration"],
  ["@{ List<int> a = new(); }", "1:18 refused-target-typed-new"],
  ["@{ using var a = b; }", "1:4 refused-using"],
  ["@{ static int f() { return 1; } }", "1:4 refused-static"],
  ["@{ public int f() { return 1; } }", "1:4 refused-event"],
  ["@{ int f<T>() { return 1; } }", "1:8 refused-generic"],
  ["@{ int f(ref int a) { return 1; } }", "1:10 refused-parameter"],
  ["@((out int a) => 1)", "1:4 refused-lambda"],
  ["@(delegate (int a) { return a; })", "1:3 refused-anonymous-method"],
  ["@{ ref int a = ref b; }", "1:4 refused-reference"],
  ["@(this.a)", "1:3 refused-object-context"],
  ["@(global::System.String.Empty)", "1:9 refused-alias"],
  ["@(new int[1, 2])", "1:12 refused-array-dimensions"],
  ["@(new[,] { })", "1:6 refused-array-dimensions"],
  ["@(typeof(List<>))", "1:15 refused-open-generic"],
  ["@(f(in a))", "1:5 refused-in"],
  ['@("""a""")', "1:3 raw-string"],
  ["@(@a + @(b))", "1:8 nested-expression"],
];

for (const [name, rows] of Object.entries(malformed)) {
  describe(`mistakes in ${name}`, () => {
    for (const [text, ...expected] of rows) {
      test(JSON.stringify(text), () => assert.deepEqual(flawsOf(text), expected));
    }
  });
}

describe("what policies may not use is refused by name, with what to write", () => {
  for (const [text, expected] of refused) {
    test(text, () => {
      const [first] = parse(text).diagnostics;
      assert.ok(first !== undefined);
      assert.equal(`${first.line}:${first.column} ${first.code}`, expected);
      assert.equal(parse(text).source, undefined);
    });
  }
});

test("places count from where the text stands in its file", () => {
  const text = "@{\r\n  return\r  a +;\n}";
  const placeAt = placesInText(text, { file: "policy.xml", line: 10, column: 20 });
  assert.deepEqual(placeAt(0), { file: "policy.xml", line: 10, column: 20 });
  const [flaw] = parseExpressionSource(text, placeAt).diagnostics;
  assert.deepEqual([flaw?.line, flaw?.column], [12, 6]);
});

test("offsets of the tree are offsets of the text", () => {
  const { source } = parse("  @( a.b(c) )");
  assert.ok(source?.kind === "single" && source.expression.kind === "call");
  const { callee } = source.expression;
  assert.ok(callee.kind === "member");
  assert.deepEqual([callee.receiver.at, callee.at, source.expression.arguments[0]?.at], [5, 7, 9]);
});

const COUNT = 5000;

const deep: Readonly<Record<string, string>> = {
  brackets: `@(${"(".repeat(COUNT)}a${")".repeat(COUNT)})`,
  prefixes: `@(${"-".repeat(COUNT * 2 + 1).replaceAll("--", "- ")}a)`,
  casts: `@(${"(T)".repeat(COUNT)}a)`,
  conditionals: `@(${"a ? b : ".repeat(COUNT)}c)`,
  coalescing: `@(${"a ?? ".repeat(COUNT)}c)`,
  assignments: `@(${"a = ".repeat(COUNT)}c)`,
  lambdas: `@(${"a => ".repeat(COUNT)}c)`,
  calls: `@(${"f(".repeat(COUNT)}${")".repeat(COUNT)})`,
  indexes: `@(${"f[".repeat(COUNT)}a${"]".repeat(COUNT)})`,
  initialisers: `@(${"new T { A = ".repeat(COUNT)}a${"}".repeat(COUNT)})`,
  "nested initialisers": `@(new T ${"{ A = ".repeat(COUNT)}a${"}".repeat(COUNT)})`,
  arrays: `@(${"new[] { ".repeat(COUNT)}a${"}".repeat(COUNT)})`,
  holes: `@(${'$"{'.repeat(COUNT)}a${'}"'.repeat(COUNT)})`,
  "type arguments": `@(f<${"T<".repeat(COUNT)}int${">".repeat(COUNT)}>())`,
  "type arguments of new": `@(new ${"T<".repeat(COUNT)}int${">".repeat(COUNT)}())`,
  "conditional access": `@(a${"?.b".repeat(COUNT)})`,
  blocks: `@${"{".repeat(COUNT)}${"}".repeat(COUNT)}`,
  "else if": `@{ ${"if (a) { } else ".repeat(COUNT)}; }`,
  "bodies of lambdas": `@{ ${"f(() => { ".repeat(COUNT)}${"});".repeat(COUNT)} }`,
  "operators of rising precedence": `@(${"a || b && c | d ^ e & f == g < h << i + j * (".repeat(COUNT)}a${")".repeat(COUNT)})`,
  sums: `@(a${" + a".repeat(COUNT)})`,
  members: `@(a${".b".repeat(COUNT)})`,
  "chains of calls": `@(a${".b()".repeat(COUNT)})`,
  tests: `@(a${" is T".repeat(COUNT)})`,
  "array ranks": `@(typeof(int${"[]".repeat(COUNT)}))`,
};

describe("what is nested too deeply is told, whatever it is", () => {
  for (const [name, text] of Object.entries(deep)) {
    test(name, () => {
      const { source, diagnostics } = parse(text);
      assert.equal(source, undefined);
      assert.ok(diagnostics.some(({ code }) => code === "nested-too-deeply"));
    });
  }
});

test("up to the limits an expression is read", () => {
  const brackets = NESTING_LIMIT - 2;
  assert.deepEqual(flawsOf(`@(${"(".repeat(brackets)}a${")".repeat(brackets)})`), []);
  assert.deepEqual(flawsOf(`@(a${" + a".repeat(TREE_DEPTH_LIMIT - 4)})`), []);
});

const fragments = fc.constantFrom(
  ...[
    "a",
    "b",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    ",",
    ";",
    ":",
    "?",
    ".",
    "?.",
    "=>",
    "=",
    "==",
    "+",
    "-",
  ],
  ...[
    "++",
    "!",
    "is",
    "as",
    "new",
    "T",
    "int",
    "var",
    "out",
    "if",
    "else",
    "for",
    "foreach",
    "in",
    "switch",
    "case",
  ],
  ...[
    "default",
    "return",
    "try",
    "catch",
    "when",
    "using",
    "throw",
    "checked",
    "const",
    "typeof",
    "nameof",
    "null",
  ],
  ...[
    '"a"',
    "'a'",
    "1",
    '$"',
    "{",
    '"',
    "@",
    "//",
    "/*",
    "*/",
    "\n",
    "await",
    "from",
    "not",
    "or",
    "??",
    "&&",
    "@(",
  ],
);

/** Either a tree or diagnostics, each at a place of the text. */
function assertJudged(text: string): void {
  const { source, diagnostics } = parse(text);
  assert.equal(source === undefined, diagnostics.length > 0);
  const lines = text.split(/\r\n?|\n/);
  for (const { line, column, message, hint } of diagnostics) {
    assert.ok(column >= 1 && column <= (lines[line - 1] ?? "").length + 1, `${line}:${column} ${message}`);
    assert.notEqual(hint, "", message);
  }
}

test("no text makes the parser throw, and what it refuses has a place in the text", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(fragments, { maxLength: 60 }).map((words) => words.join(" ")),
    fc.array(fragments, { maxLength: 60 }).map((words) => words.join("")),
  );
  fc.assert(
    fc.property(anyText, fc.constantFrom("@(§)", "@{§}", "@{§", "§"), (inner, frame) => {
      assertJudged(frame.replace("§", () => inner));
    }),
    { numRuns: 1000 },
  );
});

test("nor does an expression with a piece cut out or put in", () => {
  const piece = fc.oneof(fragments, fc.string({ unit: "binary", maxLength: 2 }), fc.constant(""));
  fc.assert(
    fc.property(randomExpression, fc.nat(), fc.nat(5), piece, (text, offset, cut, put) => {
      const at = offset % text.length;
      assertJudged(text.slice(0, at) + put + text.slice(at + cut));
    }),
    { numRuns: 300 },
  );
});
