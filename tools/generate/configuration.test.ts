import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { outputs } from "./configuration.ts";

for (const { path, content } of outputs()) {
  test(`${path} is what the configuration's schema says`, () => {
    assert.equal(readFileSync(join(import.meta.dirname, "../..", path), "utf8"), content);
  });
}
