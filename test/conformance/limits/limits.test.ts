// What threads that call at once are granted is what one thread is granted for the same calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runAlone, runTogether } from "../../harness/limit-load.ts";
import { limitScenarios } from "../../harness/limit-scenarios.ts";

const THREADS = 3;
const CALLS = 2000;

for (const scenario of limitScenarios(CALLS)) {
  test(`three threads on ${scenario.name} get at each moment what one gets`, async () => {
    const alone = runAlone(scenario, THREADS);
    const together = await runTogether(scenario, THREADS);
    assert.ok((alone[0] ?? 0) > 0 && (alone[0] ?? 0) < CALLS, "the limit is met, not idle");
    assert.deepEqual(together, alone);
  });
}
