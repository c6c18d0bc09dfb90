// Every stream that once was read differently by two readers, or got no answer or no line, sent again.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DIFFERENCES, type KeptDifference, withDifferential } from "./fuzz-run.ts";

test("what readers once differed on is read alike by all", async (t) => {
  await withDifferential(async (differential) => {
    for (const name of globSync("*.json", { cwd: DIFFERENCES }).toSorted()) {
      // Our own format: the fuzzer writes it.
      const kept = JSON.parse(readFileSync(join(DIFFERENCES, name), "utf8")) as KeptDifference;
      await t.test(name, async () => {
        assert.deepEqual(await differential.run(kept.streams), [], kept.problems.join("\n"));
      });
    }
  });
});
