import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { needsShared, sharedPath } from "./shared-data.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-shared-"));
const setting = process.env["PORTCULLIS_SHARED"];

before(() => {
  process.env["PORTCULLIS_SHARED"] = folder;
  mkdirSync(join(folder, "data", "corpus"), { recursive: true });
});

after(() => {
  if (setting === undefined) delete process.env["PORTCULLIS_SHARED"];
  else process.env["PORTCULLIS_SHARED"] = setting;
  rmSync(folder, { recursive: true });
});

test("a data set is found in the folder that the environment names", () => {
  assert.equal(sharedPath("corpus"), join(folder, "data", "corpus"));
});

test("a suite whose data is there runs", () => {
  assert.deepEqual(needsShared("corpus"), { skip: false });
});

test("a suite whose data is missing is skipped and names what it lacks", () => {
  assert.deepEqual(needsShared("corpus", "rules", "traffic/log"), {
    skip: "no rules, traffic/log under PORTCULLIS_SHARED",
  });
});
