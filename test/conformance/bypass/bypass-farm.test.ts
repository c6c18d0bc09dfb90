// Farms of backends with seeded holes: curl shows each hole first, and the audit finds all of them, calls
// nothing open that is closed, and nothing closed that is open or dead.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { canInstall, ensurePackages } from "../../harness/debian.ts";
import { auditFarm } from "./audit-farm.ts";

const PACKAGES = ["nginx", "curl", "openssl"];
/** The one is always the same; the other one changes from day to day. */
const seeds = [1, Math.floor(Date.now() / 86_400_000)];

describe("the bypass audit", { skip: !canInstall(PACKAGES) && `needs ${PACKAGES.join(", ")}` }, () => {
  before(() => ensurePackages(PACKAGES));

  for (const seed of seeds) {
    it(`finds every hole of the farm of seed ${seed}, and no other`, async () => {
      const outcome = await auditFarm(seed);
      assert.deepEqual(outcome.flaws, []);
      assert.equal(outcome.shown, outcome.holes);
      assert.equal(outcome.found, outcome.holes);
      assert.deepEqual([outcome.falselyOpen, outcome.falselyClosed], [0, 0]);
    });
  }
});
