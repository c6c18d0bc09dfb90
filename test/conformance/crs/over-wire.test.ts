// The regression tests of the Core Rule Set 4.28 over the wire: all pass but those on the list, and those on
// the list fail.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { needsShared, sharedPath } from "../../harness/shared-data.ts";
import { crsTests } from "./crs-program.ts";
import { outcomeOf } from "./crs-verdicts.ts";
import { knownFailures } from "./known-failures.ts";
import { runCrs } from "./run-crs.ts";

const FOLDER = sharedPath("crs-4.28");

describe("the regression tests of the Core Rule Set", needsShared("crs-4.28"), () => {
  it("pass over the wire, but for those that expect what we refuse", async (t) => {
    const verdicts = await runCrs(t, FOLDER, crsTests(`${FOLDER}/regression/tests`));
    const { tests, stages, passed, unexpected } = outcomeOf(verdicts);
    assert.deepEqual({ tests, stages }, { tests: 5082, stages: 5088 });
    assert.deepEqual(unexpected, []);
    assert.equal(passed, tests - knownFailures.size);
  });
});
