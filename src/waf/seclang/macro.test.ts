import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { literalText, type Macro, macroText, parseMacro } from "./macro.ts";

const cases: readonly (readonly [text: string, macro: Macro])[] = [
  ["", []],
  ["plain", ["plain"]],
  ["%{tx.score}", [{ variable: "TX", key: "score" }]],
  ["%{TX:score}", [{ variable: "TX", key: "score" }]],
  ["a%{UNIQUE_ID}b", ["a", { variable: "UNIQUE_ID", key: "" }, "b"]],
  ["%{request_headers.X-Forwarded-For}", [{ variable: "REQUEST_HEADERS", key: "X-Forwarded-For" }]],
  [
    "%{tx.a.b}%{ip.c}",
    [
      { variable: "TX", key: "a.b" },
      { variable: "IP", key: "c" },
    ],
  ],
  ["%{tx.}", [{ variable: "TX", key: "" }]],
  ["100%", ["100%"]],
  ["%{}", ["%{}"]],
  ["%{tx.a", ["%{tx.a"]],
  ["%{ a}", ["%{ a}"]],
];

for (const [text, macro] of cases) {
  test(`the macro ${JSON.stringify(text)} is split`, () => assert.deepEqual(parseMacro(text), macro));
}

test("only a text without references is literal", () => {
  assert.equal(literalText(parseMacro("")), "");
  assert.equal(literalText(parseMacro("a%b")), "a%b");
  assert.equal(literalText(parseMacro("%{tx.a}")), undefined);
  assert.equal(literalText(parseMacro("a%{tx.a}")), undefined);
});

const pieces = fc.array(fc.constantFrom("%", "{", "}", "%{", "tx", "TX", ".", ":", "a", " ", "%{ip.x}"));

/** Only the case of a variable's name and the dot may change, and a dot that no key follows may go. */
const comparable = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(":", ".")
    .replaceAll(/(%\{[A-Z_]+)\.\}/g, "$1}");

test("a macro that is written and read again is the same, and no text is lost", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      const macro = parseMacro(text);
      assert.deepEqual(parseMacro(macroText(macro)), macro);
      assert.equal(comparable(macroText(macro)), comparable(text));
      for (let i = 1; i < macro.length; i++)
        assert.ok(typeof macro[i] !== "string" || typeof macro[i - 1] !== "string", "texts are not split");
    }),
  );
});
