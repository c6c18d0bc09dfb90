import assert from "node:assert/strict";
import { test } from "node:test";
import { boundValue } from "../../../../test/harness/bound-value.ts";
import { typeName } from "../../type/clr-type.ts";

/** Expression → its type, which type inference decides. */
const rows: readonly (readonly [text: string, type: string])[] = [
  ["new[] { 1 }.Select(x => x * 2.5).First()", "System.Double"],
  ['new[] { 1 }.Select(x => new { x, y = "a" }).First().y.Length', "System.Int32"],
  ["new[] { 1 }.Select((x, i) => i + 1L).First()", "System.Int64"],
  ['new[] { "a" }.ToDictionary(x => x, x => x.Length)["a"]', "System.Int32"],
  ["new[] { 1 }.GroupBy(x => x > 1).First().Key", "System.Boolean"],
  ["new[] { 1 }.GroupBy(x => x % 2, x => x * 1.5).First().First()", "System.Double"],
  ["new[] { 1 }.Aggregate(0L, (a, x) => a + x)", "System.Int64"],
  ["new[] { 1 }.SelectMany(x => new[] { 'a' }).First()", "System.Char"],
  ["new[] { 1 }.Zip(new[] { 'a' }, (x, y) => y).First()", "System.Char"],
  ['new[] { "1" }.Select(int.Parse).First()', "System.Int32"],
  ["new object[0].OfType<int>().First()", "System.Int32"],
  ["new[] { 1 }.Select(x => { if (x > 1) return 1; return 2L; }).First()", "System.Int64"],
  ["new List<int>().FirstOrDefault()", "System.Int32"],
];

test("type arguments follow from arguments and from what lambdas give", () => {
  for (const [text, type] of rows) assert.equal(typeName(boundValue(text).type), type, text);
});
