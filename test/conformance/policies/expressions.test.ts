// Real expressions of public samples against what a real CLR gave for the same fixture.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type EvalCase, type EvalResult, evaluateCase } from "#cli/policy/eval-cases.ts";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";
import { differences, isChanging } from "./known-expressions.ts";

type Expected = { readonly type: string; readonly value: string | null } | { readonly exception: string };
type Row = EvalCase & { readonly expected: Expected };

const NAME = "apim/expressions-expected.json";

test("expressions give what the CLR gives", needsShared(NAME), () => {
  const rows = JSON.parse(readFileSync(sharedPath(NAME), "utf8")) as readonly Row[];
  const wrong = rows.filter((row) => !isEqual(row, evaluateCase(row))).map((row) => Number(row.id));
  assert.deepEqual(wrong, Object.keys(differences).map(Number));
  assert.ok(wrong.length <= rows.length / 100, `${wrong.length} of ${rows.length}`);
});

function isEqual(row: Row, result: EvalResult): boolean {
  const { expected } = row;
  if ("exception" in expected) {
    return "exception" in result && exceptionType(result.exception) === exceptionType(expected.exception);
  }
  if (!("type" in result) || result.type !== expected.type) return false;
  return isChanging(row.expression) || result.value === expected.value;
}

function exceptionType(text: string): string {
  return text.split(":")[0] ?? text;
}
