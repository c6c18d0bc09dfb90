import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogueEntry, faultCatalogue } from "#kernel/fault-catalogue.ts";
import { outputs } from "./errors.ts";

const page = outputs()[0]?.content ?? "";
const rows = page.split("\n").filter((line) => line.startsWith("| `"));

test("every code of the catalogue has one row, and no row is without a code", () => {
  const codes = rows.map((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? "");
  assert.deepEqual(codes.toSorted(), Object.keys(faultCatalogue).toSorted());
});

test("a row tells what the catalogue says", () => {
  const { status, blame, publicText, advice } = catalogueEntry("connect-refused");
  assert.ok(
    rows.includes(`| \`connect-refused\` | ${status} | ${blame} | yes | ${publicText} | ${advice} |`),
  );
});

test("every row has six cells", () => {
  for (const line of rows) assert.equal(line.split(/(?<!\\)\|/).length, 8, line);
});

test("where no answer is given there is no status", () => {
  assert.match(rows.find((line) => line.includes("`connections-exhausted`")) ?? "", /\| none \| self \|/);
});
