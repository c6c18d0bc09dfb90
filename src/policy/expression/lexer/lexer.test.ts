import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Lexer } from "./lexer.ts";
import type { Token } from "./token.ts";

function lex(inner: string): { readonly tokens: readonly Token[]; readonly flaws: readonly string[] } {
  const flaws: string[] = [];
  const lexer = new Lexer(`@(${inner})`, 0, (at, code) => flaws.push(`${at - 2}:${code}`));
  lexer.run();
  return { tokens: lexer.tokens.slice(1, -1), flaws };
}

/** `type:value` of the only token. */
function literalOf(inner: string): string {
  const { tokens, flaws } = lex(inner);
  if (flaws.length > 0) return flaws.join(" ");
  const literal = tokens.length === 1 ? tokens[0]?.literal : undefined;
  if (literal === undefined) return `${tokens.length} tokens`;
  if (literal.type === "decimal") return `decimal:${literal.text}`;
  if (literal.type === "integer") return `integer:${literal.value}${literal.suffix}`;
  return `${literal.type}:${literal.value}`;
}

const words = (inner: string): string =>
  lex(inner)
    .tokens.map(({ kind, text, literal }) => {
      if (kind === "punctuation" || kind === "keyword" || kind === "identifier") return text;
      return literal?.type === "string" ? `${kind}<${literal.value}>` : kind;
    })
    .join(" ");

type Row = readonly [string, string];

const numbers: readonly Row[] = [
  ["0", "integer:0"],
  ["1_000_000", "integer:1000000"],
  ["2147483648", "integer:2147483648"],
  ["18446744073709551615", "integer:18446744073709551615"],
  ["18446744073709551616", "0:number-too-large"],
  ["0x1F", "integer:31"],
  ["0XfF_ffUL", "integer:65535ul"],
  ["0x_1", "integer:1"],
  ["0b1010_1010", "integer:170"],
  ["0B1u", "integer:1u"],
  ["1L", "integer:1l"],
  ["1lu", "integer:1ul"],
  ["1Ul", "integer:1ul"],
  ["0x", "0:malformed-number"],
  ["0b2", "0:malformed-number 2:malformed-number"],
  ["1_", "0:malformed-number"],
  ["1abc", "1:malformed-number"],
  ["1.5", "double:1.5"],
  [".5", "double:0.5"],
  ["1e3", "double:1000"],
  ["1E-3d", "double:0.001"],
  ["1.5e+1_0", "double:15000000000"],
  ["1f", "float:1"],
  ["0.1F", `float:${Math.fround(0.1)}`],
  ["1D", "double:1"],
  ["1e400", "0:number-too-large"],
  ["1e39f", "0:number-too-large"],
  ["1.50m", "decimal:1.50"],
  ["1_0M", "decimal:10"],
  ["1e3m", "decimal:1e3"],
  ["79228162514264337593543950335m", "decimal:79228162514264337593543950335"],
  ["79228162514264337593543950336m", "0:number-too-large"],
  ["1e28m", "decimal:1e28"],
  ["1e29m", "0:number-too-large"],
  ["0e99m", "decimal:0e99"],
  ["1e999999999m", "0:number-too-large"],
  ["1e-999999999m", "decimal:1e-999999999"],
  ["1.5u", "0:malformed-number"],
];

const texts: readonly Row[] = [
  ['""', "string:"],
  ['"a\\"b\\\\c"', 'string:a"b\\c'],
  ['"\\\'\\0\\a\\b\\f\\n\\r\\t\\v"', "string:'\0\x07\b\f\n\r\t\v"],
  ['"\\x41\\x041g\\x00411"', "string:AAgA1"],
  ['"\\u0041\\U0001F600"', "string:A😀"],
  ['"\\q"', "1:unknown-escape"],
  ['"\\u12"', "1:unknown-escape"],
  ['"\\U00110000"', "1:unknown-escape"],
  ['"\\xg"', "1:unknown-escape"],
  ['"(" /* ) */', "string:("],
  ['@"a\\b""c\nd"', 'string:a\\b"c\nd'],
  ['@""', "string:"],
  ["'a'", "char:97"],
  ["'\"'", "char:34"],
  ["'\\''", "char:39"],
  ["'\\x41'", "char:65"],
  ["'\\uFFFF'", "char:65535"],
  ["'\\U00000041'", "char:65"],
  ["''", "0:malformed-character"],
  ["'ab'", "0:malformed-character"],
  ["'\\U0001F600'", "0:malformed-character"],
  ["'a", "0:unterminated-character"],
  ["'a\n'", "0:unterminated-character"],
  ['"a', "0:unterminated-string"],
  ['"a\n"', "0:unterminated-string"],
  ['@"a""', "0:unterminated-string"],
  ["1 /* a", "2:unterminated-comment"],
  ['"""a"""', "0:raw-string"],
];

const interpolations: readonly Row[] = [
  ['$"a"', "interpolation-start interpolation-text<a> interpolation-end"],
  ['$""', "interpolation-start interpolation-end"],
  ['$"{{a}}"', "interpolation-start interpolation-text<{a}> interpolation-end"],
  ['$"{a}"', "interpolation-start hole-start a hole-end interpolation-end"],
  [
    '$"{a["x"]}b"',
    "interpolation-start hole-start a [ literal<x> ] hole-end interpolation-text<b> interpolation-end",
  ],
  [
    '$"{a,-5:N{{0}}\\t}"',
    "interpolation-start hole-start a , - literal hole-format<N{0}\t> hole-end interpolation-end",
  ],
  ['$"{(a ? b : c)}"', "interpolation-start hole-start ( a ? b : c ) hole-end interpolation-end"],
  ['$"{a[b:c]}"', "interpolation-start hole-start a [ b : c ] hole-end interpolation-end"],
  [
    '$"{$"{a}"}"',
    "interpolation-start hole-start interpolation-start hole-start a hole-end interpolation-end hole-end" +
      " interpolation-end",
  ],
  ['$"{new { a }}"', "interpolation-start hole-start new { a } hole-end interpolation-end"],
  ['$"\\n\\u0041"', "interpolation-start interpolation-text<\nA> interpolation-end"],
  [
    '$@"a""\\n{b:""x""}"',
    'interpolation-start interpolation-text<a"\\n> hole-start b hole-format<"x"> hole-end interpolation-end',
  ],
  ['@$"a\n{b}"', "interpolation-start interpolation-text<a\n> hole-start b hole-end interpolation-end"],
  ['$"{a /* } */}"', "interpolation-start hole-start a hole-end interpolation-end"],
];

const tokens: readonly Row[] = [
  ["a>>=b", "a > >= b"],
  ["a>>b", "a > > b"],
  ["a<<=b<<c", "a <<= b << c"],
  ["a??b?.c?[d]", "a ?? b ?. c ? [ d ]"],
  ["a?.5:b", "a ? literal : b"],
  ["1.ToString()", "literal . ToString ( )"],
  ["1..2", "literal .. literal"],
  ["a::b", "a :: b"],
  ["a=>b==c!=d", "a => b == c != d"],
  ["@if if @a", "@if if @a"],
  ["\\u0061b i\\u0066", "@ab @if"],
  ["größe_1 变量", "größe_1 变量"],
  ["a\u00adb", "ab"],
  ["a // b )\n+ c", "a + c"],
  ["a /* ) */ /**/+ c", "a + c"],
  ["\t\v\f\u00a0\u3000\u0085\u2028a", "a"],
  ["a---b", "a -- - b"],
];

const flaws: readonly Row[] = [
  ["a # b", "2:preprocessor-directive"],
  ["a @ b", "2:nested-expression"],
  ["a ` € b", "2:unexpected-character 4:unexpected-character"],
  ["\\u0020", "0:malformed-name"],
  ['$"}"', "2:unescaped-brace"],
  ['$"{a:{b}"', "5:unescaped-brace"],
  ['$"{a"', "4:unterminated-string"],
  ['$"a\n"', "0:unterminated-string"],
  ["[a", "0:unclosed-bracket"],
  ["a]", "1:unexpected-bracket"],
  ['$"{a]}"', "4:unexpected-bracket"],
  ['$"{(a}"', "3:unclosed-bracket"],
];

function check(rows: readonly Row[], read: (inner: string) => string): void {
  for (const [text, expected] of rows) test(JSON.stringify(text), () => assert.equal(read(text), expected));
}

describe("numbers", () => check(numbers, literalOf));
describe("characters and strings", () => check(texts, literalOf));
describe("interpolated strings", () => check(interpolations, words));
describe("words, signs and what is passed over", () => check(tokens, words));
describe("what is no token", () => check(flaws, (inner) => lex(inner).flaws.join(" ")));

test("a regular string holds what was escaped into it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const escaped = [...value].map((c) => `\\U${(c.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`);
      assert.equal(literalOf(`"${escaped.join("")}"`), `string:${value}`);
    }),
  );
});

test("a verbatim string holds its text with each quote once", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      assert.equal(literalOf(`@"${value.replaceAll('"', '""')}"`), `string:${value}`);
    }),
  );
});
