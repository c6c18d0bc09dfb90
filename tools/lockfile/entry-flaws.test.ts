import assert from "node:assert/strict";
import { test } from "node:test";
import { entryFlaws } from "./entry-flaws.ts";

const PATH = "node_modules/a";

test("a package with a hash and without an install script is in order", () => {
  assert.deepEqual(entryFlaws({ "": {}, [PATH]: { version: "1.0.0", integrity: "sha512-a" } }), []);
});

test("a package that we ship must have a hash, optional ones too", () => {
  assert.match(entryFlaws({ [PATH]: { version: "1.0.0" } }).join(), /^node_modules\/a has no integrity/);
  assert.equal(entryFlaws({ [PATH]: { version: "1.0.0", optional: true } }).length, 1);
});

test("a package that we ship must not have an install script", () => {
  const entry = { version: "1.0.0", integrity: "sha512-a", hasInstallScript: true };
  assert.match(entryFlaws({ [PATH]: entry }).join(), /^node_modules\/a has an install script/);
});

test("tools of development, links and our own folders are free", () => {
  assert.deepEqual(entryFlaws({ [PATH]: { dev: true, hasInstallScript: true } }), []);
  assert.deepEqual(entryFlaws({ [PATH]: { link: true }, "tools/a": { version: "1.0.0" } }), []);
});
