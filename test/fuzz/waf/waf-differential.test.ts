// The WAF's fast way against its plain interpreter, for a while, and on every request on which they once
// differed. Prints its seed; `PORTCULLIS_FUZZ_SEED` repeats a run, `PORTCULLIS_FUZZ_SECONDS` makes it longer.

import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needsShared } from "../../harness/shared-data.ts";
import { fuzzWaf, readKept, WAF_DIFFERENCES, WafDifferential } from "./waf-differential.ts";

const SEED = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? Date.now() % 1_000_000);
const SECONDS = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 10);

describe("the fast way of running rules", needsShared("crs-4.28", "attacks"), () => {
  const differential = new WafDifferential();

  it("agrees with the plain interpreter where it once did not", () => {
    for (const name of globSync("*.json", { cwd: WAF_DIFFERENCES }).toSorted()) {
      const { setting, ...request } = readKept(join(WAF_DIFFERENCES, name));
      assert.deepEqual(differential.differenceOn(setting, request), undefined, name);
    }
  });

  it("agrees with it on mutated requests", (t) => {
    const plan = { seed: SEED, seconds: SECONDS, requests: Number.POSITIVE_INFINITY, isWhole: false };
    fuzzWaf(differential, plan);
    t.diagnostic(`seed ${SEED}: ${differential.requests} requests`);
    assert.deepEqual(differential.differences, []);
    assert.ok(differential.requests > 10);
  });
});
