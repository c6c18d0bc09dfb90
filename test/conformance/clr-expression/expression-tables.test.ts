import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { evaluateBothWays } from "../../harness/both-tiers.ts";
import { readExpressionTable } from "./expression-table.ts";

const folder = new URL("table/", import.meta.url);

suite("expressions give what the CLR gives", () => {
  for (const name of readdirSync(folder)) {
    test(name, () => {
      const wrong: string[] = [];
      for (const { expression, answer } of readExpressionTable(readFileSync(new URL(name, folder), "utf8"))) {
        const ours = evaluateBothWays(`@${expression}`);
        if (ours !== answer) wrong.push(`${expression}\n  is  ${ours}\n  not ${answer}`);
      }
      assert.equal(wrong.length, 0, `${wrong.length} wrong\n${wrong.join("\n")}`);
    });
  }
});
