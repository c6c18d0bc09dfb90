import assert from "node:assert/strict";
import { test } from "node:test";
import { isInRange, parseIdRanges, parseReferences } from "./id-ranges.ts";
import { Report } from "./report.ts";

const place = { file: "a.conf", line: 1, column: 1 };

const right: readonly (readonly [
  text: string,
  references: readonly (readonly [number, number, number])[],
])[] = [
  ["942100", [[942100, 942100, 0]]],
  ["1-9", [[1, 9, 0]]],
  [
    "1,5-6, 8",
    [
      [1, 1, 0],
      [5, 6, 0],
      [8, 8, 0],
    ],
  ],
  ["7:2", [[7, 7, 2]]],
];

for (const [text, references] of right) {
  test(`the rules ${text} are found`, () => {
    const report = new Report();
    const found = parseReferences(text, place, report)?.map(({ from, to, link }) => [from, to, link]);
    assert.deepEqual(found, references);
    assert.deepEqual(report.diagnostics, []);
  });
}

for (const text of ["", "a", "1-", "9-1", "-1", "1;2", "1:a", "1234567890123456", "*"]) {
  test(`${JSON.stringify(text)} is not a list of rules`, () => {
    const report = new Report();
    assert.equal(parseReferences(text, place, report), undefined);
    assert.deepEqual(
      report.diagnostics.map((each) => each.code),
      ["invalid-id"],
    );
  });
}

test("where no rule of a chain can be meant, none is taken", () => {
  const report = new Report();
  assert.equal(parseIdRanges("1:1", place, report), undefined);
  assert.equal(report.diagnostics.length, 1);
});

test("both ends of a range belong to it", () => {
  const range = { from: 3, to: 5 };
  assert.deepEqual(
    [2, 3, 5, 6].map((id) => isInRange(id, range)),
    [false, true, true, false],
  );
});
