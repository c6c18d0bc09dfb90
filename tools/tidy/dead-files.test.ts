import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDeadFiles, checkOrphanTests } from "./dead-files.ts";
import type { TreeRule } from "./finding.ts";
import { parseSource } from "./source.ts";

const found = (rule: TreeRule, files: Record<string, string>): string[] =>
  rule(Object.entries(files).map(([path, text]) => parseSource(path, text))).map(({ path }) => path);

test("a file is alive through any chain of imports from main, types and workers included", () => {
  const files = {
    "src/main.ts": 'import "#http/a.ts"; new URL("./gateway/worker.ts", import.meta.url);',
    "src/http/a.ts": 'export * from "./h1/b.ts";',
    "src/http/h1/b.ts": 'import type { C } from "../c.ts"; await import("../d.ts");',
    "src/http/c.ts": "export type C = 1;",
    "src/http/d.ts": "",
    "src/gateway/worker.ts": 'import "#http/e.ts";',
    "src/http/e.ts": "",
  };
  assert.deepEqual(found(checkDeadFiles, files), []);
});

test("a file that only a test, a tool or another dead file imports is dead", () => {
  const files = {
    "src/main.ts": "",
    "src/http/a.ts": 'import "./b.ts";',
    "src/http/b.ts": 'import "./a.ts";',
    "src/http/a.test.ts": 'import "./a.ts";',
    "tools/c.ts": 'import "#http/a.ts";',
  };
  assert.deepEqual(found(checkDeadFiles, files), ["src/http/a.ts", "src/http/b.ts"]);
});

test("a new URL of something else than this file's place names no worker", () => {
  const files = { "src/main.ts": 'new URL("./http/a.ts", base);', "src/http/a.ts": "" };
  assert.deepEqual(found(checkDeadFiles, files), ["src/http/a.ts"]);
});

test("without its entry the tree is reported once, not file by file", () => {
  assert.deepEqual(found(checkDeadFiles, { "src/http/a.ts": "", "src/http/b.ts": "" }), ["src/main.ts"]);
});

test("a test lies beside the file or the folder that it tests", () => {
  const files = {
    "src/http/path.ts": "",
    "src/http/path.test.ts": "",
    "src/http/path.property.test.ts": "",
    "src/http/h1/reader.ts": "",
    "src/http/h1.test.ts": "",
    "src/http/gone.test.ts": "",
    "src/http/pat.test.ts": "",
    "tools/gone.test.ts": "",
    "test/scenario/anything.test.ts": "",
  };
  assert.deepEqual(found(checkOrphanTests, files), [
    "src/http/gone.test.ts",
    "src/http/pat.test.ts",
    "tools/gone.test.ts",
  ]);
});
