// The fuzzer for a while, with another seed each time: a fixed one would find nothing that it did not find
// before. The seed is printed; `PORTCULLIS_FUZZ_SEED` repeats a run, `PORTCULLIS_FUZZ_SECONDS` sets its time.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FuzzReport, fuzz } from "./fuzz-run.ts";

const SEED = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? Date.now() % 1_000_000);
const SECONDS = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 20);

// At once, and not as a diagnostic: a run that is cut for its time must have told it too.
process.stdout.write(`fuzzing HTTP/1.1 for ${SECONDS} s with seed ${SEED}\n`);

describe("streams of random requests", () => {
  let report: FuzzReport | undefined;

  it("are answered and recorded one by one, and no reader finds others in what is forwarded", async (t) => {
    report = await fuzz(SEED, SECONDS);
    const { inputs, requests, accepted, refused, differences } = report;
    t.diagnostic(`${inputs} inputs, ${requests} requests, ${accepted} accepted, ${refused} refused`);
    assert.deepEqual(differences, []);
    assert.ok(accepted > 0 && refused > 0);
  });

  it("are read by nginx as they were forwarded", (t) => {
    if (report?.hasNginx === false) {
      t.skip("needs the Debian package nginx, and root to install it");
      return;
    }
    t.diagnostic(`${report?.readByNginx} read by nginx`);
    assert.ok((report?.readByNginx ?? 0) > 0);
  });
});
