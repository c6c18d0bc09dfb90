// Every stream that once was read differently by two readers, or got no answer or no line, sent again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keptDifferences, withDifferential } from "./fuzz-run.ts";

test("what readers once differed on is read alike by all", async (t) => {
  await withDifferential(async (differential) => {
    for (const [name, kept] of keptDifferences()) {
      await t.test(name, async () => {
        assert.deepEqual(await differential.run(kept.streams), [], kept.problems.join("\n"));
      });
    }
  });
});
