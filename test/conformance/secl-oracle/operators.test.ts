import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { operators } from "#waf/operator/operator-table.ts";
import { canInstall, ensurePackages } from "../../harness/debian.ts";
import { detectorRows } from "./detector-rows.ts";
import { compileOperator, evaluate, files } from "./evaluate-operator.ts";
import { numberOperatorRows } from "./number-operator-rows.ts";
import type { OperatorCase } from "./operator-row.ts";
import { type Oracle, openOracle, packages, type Question } from "./oracle.ts";
import { patternOperatorRows } from "./pattern-operator-rows.ts";
import { textOperatorRows } from "./text-operator-rows.ts";

const cases: readonly OperatorCase[] = [
  ...textOperatorRows,
  ...numberOperatorRows,
  ...patternOperatorRows,
  ...detectorRows,
];
const MIN_ROWS = 15;

/**
 * What the reference engine has no rows for: it does not know them, asks others, or detects in another way.
 */
const without: ReadonlySet<string> = new Set([
  "detectSQLi",
  "detectXSS",
  "geoLookup",
  "ne",
  "rbl",
  "validateNid",
]);

const questionOf = (operator: string, argument: string, value: string): Question => ({
  operation: `@${operator}${argument === "" ? "" : ` ${argument}`}`,
  transformations: [],
  value,
});

const withoutEmptyEnd = (captures: readonly string[]): readonly string[] =>
  captures.slice(0, captures.findLastIndex((capture) => capture !== "") + 1);

test("each operator has tables of at least 15 rows", () => {
  const counts = new Map<string, number>();
  for (const { operator, rows } of cases) counts.set(operator, (counts.get(operator) ?? 0) + rows.length);
  const short = operators.filter(({ name }) => !without.has(name) && (counts.get(name) ?? 0) < MIN_ROWS);
  assert.deepEqual(short, []);
});

for (const { operator, argument, hasOwnCaptures, rows } of cases) {
  test(`@${operator} ${JSON.stringify(argument)} says what its ${rows.length} rows say`, () => {
    for (const [value, matches, captures = []] of rows) {
      const found = evaluate(operator, argument, value);
      assert.equal(found.matches, matches, JSON.stringify(value));
      if (hasOwnCaptures === true) continue;
      assert.deepEqual(withoutEmptyEnd(found.captures), captures, JSON.stringify(value));
    }
  });
}

/** Arguments that cannot be meant, and whether the reference engine takes them all the same. */
const refusals: readonly (readonly [operator: string, argument: string, takenByReference: boolean])[] = [
  ["ipMatch", "abc", false],
  ["ipMatch", "10.0.0.0/33", false],
  ["ipMatch", "10.0.0.0/", false],
  ["ipMatch", "!10.0.0.1", false],
  ["ipMatch", "2001:db8::/129", false],
  ["pmFromFile", "missing.data", false],
  ["ipMatchFromFile", "missing.data", false],
  ["ipMatchFromFile", "phrases.data", false],
  // It takes such ranges for none and then finds every byte outside of them.
  ["validateByteRange", "66-65", true],
  ["validateByteRange", "256", true],
  ["validateByteRange", "a-b", true],
  ["validateByteRange", "-65", true],
  // It takes a broken pattern and then never matches.
  ["rx", "(a", true],
];

for (const [operator, argument] of refusals) {
  test(`@${operator} ${argument} is refused with a reason and a hint`, () => {
    const flaw = compileOperator(operator, argument);
    assert.ok(typeof flaw !== "function");
    assert.notEqual(flaw.flaw, "");
    assert.notEqual(flaw.hint, "");
  });
}

const skip = !canInstall(packages) && `needs the Debian packages ${packages.join(", ")}`;

describe("libmodsecurity", { skip }, () => {
  let oracle: Oracle;
  before(async () => {
    await ensurePackages(packages);
    oracle = openOracle(files);
  });
  after(() => oracle.close());

  test("says for each row what the row says of it", () => {
    const rows = cases.flatMap((given) => given.rows.map((row) => ({ ...given, row })));
    const answers = oracle.ask(
      rows.map(({ operator, argument, row }) => questionOf(operator, argument, row[0])),
    );
    for (const [i, { operator, argument, hasOwnCaptures, row }] of rows.entries()) {
      const [value, matches, captures = [], deviation] = row;
      const place = `@${operator} ${argument} of ${JSON.stringify(value)}`;
      assert.equal(answers[i]?.matches, deviation?.reference ?? matches, place);
      if (hasOwnCaptures === true) continue;
      const given = withoutEmptyEnd(answers[i]?.captures ?? []);
      assert.deepEqual(given, deviation?.captures ?? captures, place);
    }
  });

  test("refuses the arguments that ours refuses, but for those told of", () => {
    const answers = oracle.ask(refusals.map(([operator, argument]) => questionOf(operator, argument, "x")));
    for (const [i, [operator, argument, takenByReference]] of refusals.entries()) {
      assert.equal(answers[i]?.matches !== undefined, takenByReference, `@${operator} ${argument}`);
    }
  });
});
