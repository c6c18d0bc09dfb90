// What Azure refuses and is read by what it can only mean: the warning, and the value in both tiers.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bindText, runBothTiers } from "../../../../test/harness/both-tiers.ts";
import { compileExpression } from "../../expressions.ts";

const dictionary = 'new Dictionary<string, string> { { "id", "7" } }';
const readOnly = `((IReadOnlyDictionary<string, string>)${dictionary})`;
/** A text that is no constant. */
const text = (value: string): string => `${readOnly}.GetValueOrDefault("none", "${value}")`;

/** Expression → its warnings in order, its result in both tiers. */
const taken: readonly (readonly [text: string, warnings: string, result: string])[] = [
  [`(${readOnly}("id"))`, "called-like-a-method", '"7"'],
  [`(${readOnly}("none", "x"))`, "called-like-a-method", '"x"'],
  [`(${readOnly}("none") == null)`, "called-like-a-method", 'System.Boolean "True"'],
  [`(new DateTime(2026, 1, 1).AddSeconds(${text("90.5")}).Second)`, "text-as-number", 'System.Int32 "30"'],
  [`(new DateTime(2026, 1, 1).AddDays(value: ${text("1")}).Day)`, "text-as-number", 'System.Int32 "2"'],
  [
    `(new DateTime(2026, 1, 1).AddDays(${readOnly}("id")).Day)`,
    "text-as-number called-like-a-method",
    'System.Int32 "8"',
  ],
  [`(new[] { 1 }.Select(x => ${readOnly}("id")).First())`, "called-like-a-method", '"7"'],
  [
    `(new DateTime(2026, 1, 1).AddDays(${text("soon")}).Day)`,
    "text-as-number",
    '!System.FormatException: "Input string was not in a correct format."',
  ],
];

/** Expression → what it is refused for: no dictionary, more than one meaning, a mistake that is known now. */
const refused: readonly (readonly [text: string, codes: string])[] = [
  ['("a"(0))', "not-callable"],
  [`(${readOnly}(1))`, "not-callable"],
  [`(${readOnly}())`, "not-callable"],
  ["(new int[0](0))", "not-callable"],
  ['(new DateTime(2026, 1, 1).AddSeconds("90"))', "no-overload"],
  [`(Math.Abs(${text("1")}))`, "no-overload"],
  [`("a".Substring(${text("0")}, "1"))`, "no-overload"],
  [`(new[] { ${text("4")} }.Select(Math.Sqrt).First())`, "no-overload"],
  [`(new TimeSpan(${text("4")}))`, "no-overload"],
];

describe("read by what it can only mean", () => {
  for (const [expression, warnings, result] of taken) {
    test(expression, () => {
      const { diagnostics } = compileExpression(`@${expression}`, { file: "f", line: 1, column: 1 });
      assert.equal(diagnostics.map(({ code }) => code).join(" "), warnings);
      assert.ok(diagnostics.every(({ severity }) => severity === "warning"));
      const bound = bindText(`@${expression}`);
      assert.ok("body" in bound);
      const [closures, generated] = runBothTiers(bound);
      assert.deepEqual(generated, closures);
      assert.equal(closures.text, result);
    });
  }
});

describe("refused all the same", () => {
  for (const [expression, codes] of refused) {
    test(expression, () => {
      const found = compileExpression(`@${expression}`, { file: "f", line: 1, column: 1 });
      assert.equal(found.expression, undefined);
      assert.equal(found.diagnostics.map(({ code }) => code).join(" "), codes);
    });
  }
});
