import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { coreTypes } from "#policy/value/core/core-types.ts";
import { cryptoTypes } from "#policy/value/crypto/crypto-types.ts";
import { netTypes } from "#policy/value/net/net-types.ts";
import { numberTypes } from "#policy/value/number/number-types.ts";
import { regexTypes } from "#policy/value/regex/regex-types.ts";
import { textTypes } from "#policy/value/text/text-types.ts";
import { readClrTable } from "./clr-table.ts";
import { answerOf } from "./member-call.ts";

const definitions = new Map(
  [...coreTypes, ...numberTypes, ...textTypes, ...regexTypes, ...netTypes, ...cryptoTypes].map(
    (definition) => [definition.name, definition],
  ),
);

const folder = new URL("table/", import.meta.url);

suite("members of the value library answer as the CLR does", () => {
  for (const name of readdirSync(folder)) {
    test(name, () => {
      const wrong: string[] = [];
      for (const row of readClrTable(readFileSync(new URL(name, folder), "utf8"))) {
        const answer = answerOf(definitions, row);
        if (answer === row.answer) continue;
        const operands = JSON.stringify(row.operands);
        wrong.push(`${row.type} ${row.signature} ${operands}\n  is  ${answer}\n  not ${row.answer}`);
      }
      assert.deepEqual(wrong.length, 0, `${wrong.length} wrong\n${wrong.join("\n")}`);
    });
  }
});
