import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lexSql } from "./sql-lexer.ts";
import type { SqlQuote, SqlToken } from "./sql-token.ts";

/** One word per token: its kind, or the text of a word or an operator. */
function shapeOf(value: string, quote: SqlQuote = "", backslashEscapes = true): string {
  return lexSql(value, quote, backslashEscapes).tokens.map(wordFor).join(" ");
}

function wordFor(token: SqlToken): string {
  if (token.kind === "word" || token.kind === "operator") return token.text === "" ? "name" : token.text;
  if (token.kind === "string") return token.closed ? "string" : "unclosed";
  return token.kind;
}

describe("lexSql", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["1 .5 1e3 0xfF 0b01 1.", "number number number number number number"],
    ["1or 9.9union 70S", "number or number union 70s"],
    ["'a''b' \"c\" `d` [e f]", "string string name name"],
    ["$$a$$ $t$b$t$ $1", "string string junk number"],
    ["n'a' x'1' u&'b' _utf8'c'", "string string string string"],
    ["@a @@b.c @`d`", "variable variable variable"],
    ["a.b.c t.*", "a.b.c t.*"],
    ["a<=>b <> != || && := ::", "a <=> b <> != || && := ::"],
    ["1/**/2/* x */3", "number number number"],
    ["1 -- x\n2 # y\n3", "number number number"],
    ["1 -- x", "number comment"],
    ["1 /* x", "number comment"],
    ["/*!50000 union*/ select", "union select"],
    ["{d '2026-01-31'} {x 1}", "string number"],
    ["\\N\\1", "number number"],
    ["f (1, 2);", "f open number comma number close semicolon"],
    ["'a", "unclosed"],
  ];
  for (const [value, shape] of cases) {
    test(`reads ${JSON.stringify(value)}`, () => assert.equal(shapeOf(value), shape));
  }

  test("begins in the literal that the query has opened", () => {
    assert.equal(shapeOf("x' or 1", "'"), "string or number");
    assert.equal(shapeOf('x" or 1', '"'), "string or number");
    assert.equal(shapeOf("' or ''='", "'"), "string or string = unclosed");
  });

  test("reads a backslash in a literal as the dialect does", () => {
    assert.equal(shapeOf("a\\' or 1", "'", true), "unclosed");
    assert.equal(shapeOf("a\\' or 1", "'", false), "string or number");
  });

  test("says what the comments were for", () => {
    assert.equal(lexSql("1/**/2", "", true).inlineComment, true);
    assert.equal(lexSql("1/*/**/2", "", true).nestedComment, true);
    assert.equal(lexSql("/*!50000 1*/", "", true).conditionalComment, true);
    assert.equal(lexSql("1-- sp_password", "", true).hidesFromLog, true);
  });

  test("stops after very many tokens", () => {
    const value = "1,".repeat(10_000);
    assert.ok(lexSql(value, "", true).position < value.length);
  });
});
