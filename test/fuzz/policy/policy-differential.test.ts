// Closures against generated code for a moment; `PORTCULLIS_FUZZ_SECONDS` makes it longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzzPolicies } from "./policy-differential.ts";

const SECONDS = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 2);

test("random programs give the same as closures and as generated code", (t) => {
  const report = fuzzPolicies({ seed: 20, seconds: SECONDS, programs: Number.POSITIVE_INFINITY });
  t.diagnostic(`${report.programs} programs, ${report.thrown} threw, ${report.exceeded} used up a budget`);
  assert.deepEqual(report.differences, []);
  assert.ok(report.programs > 10);
});
