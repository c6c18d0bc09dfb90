import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { evaluateText } from "./evaluate-text.ts";
import { readExpressionTable } from "./expression-table.ts";

const folder = new URL("table/", import.meta.url);

suite("expressions give what the CLR gives", () => {
  for (const name of readdirSync(folder)) {
    const rows = readExpressionTable(readFileSync(new URL(name, folder), "utf8"));
    for (const tier of ["closures", "generated"] as const) {
      test(`${name}, ${tier}`, () => {
        const wrong = rows.flatMap(({ expression, answer }) => {
          const ours = evaluateText(`@${expression}`, tier);
          return ours === answer ? [] : [`${expression}\n  is  ${ours}\n  not ${answer}`];
        });
        assert.equal(wrong.length, 0, `${wrong.length} wrong\n${wrong.join("\n")}`);
      });
    }
  }
});
