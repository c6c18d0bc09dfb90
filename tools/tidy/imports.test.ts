import assert from "node:assert/strict";
import { test } from "node:test";
import { checkImports } from "./imports.ts";
import { parseSource } from "./source.ts";

const flaws = (path: string, text: string): string[] =>
  checkImports(parseSource(path, text)).map(({ line, column, message }) => `${line}:${column} ${message}`);

const allowed: [what: string, path: string, text: string][] = [
  ["kernel from anywhere", "src/waf/engine.ts", 'import { a } from "#kernel/a.ts";'],
  ["a module of the row", "src/config/a.ts", 'import { a } from "#http/path.ts";'],
  ["a subfolder of the own module", "src/http/a.ts", 'import { a } from "./h1/reader.ts";'],
  ["out of a subfolder, inside the module", "src/http/h1/a.ts", 'import { a } from "../field.ts";'],
  ["everything from main", "src/main.ts", 'import { a } from "#gateway/worker.ts";'],
  ["packages and Node's modules", "src/config/a.ts", 'import { parse } from "yaml"; import "node:fs";'],
  ["a private file from a tool", "tools/a.ts", 'import { a } from "#http/h1/reader.ts";'],
  ["the harness from a test of src", "src/http/a.test.ts", 'import { a } from "../../test/harness/a.ts";'],
  ["the type of a built-in that does I/O", "src/kernel/a.ts", 'import type { Socket } from "node:net";'],
  ["a worker's file by its URL", "src/supervisor/a.ts", 'new URL("../gateway/worker.ts", import.meta.url);'],
];

for (const [what, path, text] of allowed) {
  test(`allowed: ${what}`, () => assert.deepEqual(flaws(path, text), []));
}

const refused: [what: string, path: string, text: string, message: RegExp][] = [
  [
    "a module outside the row",
    "src/http/a.ts",
    'import { a } from "#waf/a.ts";',
    /^1:19 http may not import waf/,
  ],
  [
    "the row read transitively",
    "src/config/a.ts",
    'import "#telemetry/a.ts";',
    /config may not import telemetry/,
  ],
  ["a type", "src/http/a.ts", 'import type { A } from "#waf/a.ts";', /http may not import waf/],
  ["a re-export", "src/http/a.ts", 'export * from "#waf/a.ts";', /http may not import waf/],
  ["a named re-export", "src/http/a.ts", 'export { a } from "#waf/a.ts";', /http may not import waf/],
  ["import()", "src/http/a.ts", 'await import("#waf/a.ts");', /http may not import waf/],
  ["an import type", "src/http/a.ts", 'type A = import("#waf/a.ts").A;', /http may not import waf/],
  ["the gateway to the store", "src/gateway/a.ts", 'import "#store/a.ts";', /gateway may not import store/],
  ["control to the gateway", "src/control/a.ts", 'import "#gateway/a.ts";', /control may not import gateway/],
  ["a private file", "src/config/a.ts", 'import "#http/h1/reader.ts";', /private to http/],
  ["a private file from main", "src/main.ts", 'import "#http/h1/reader.ts";', /private to http/],
  ["main", "src/cli/a.ts", 'import "#main.ts";', /nothing imports main/],
  ["main from a test", "test/scenario/a.test.ts", 'import "#main.ts";', /nothing imports main/],
  [
    "the own module by its subpath",
    "src/http/a.ts",
    'import "#http/field.ts";',
    /inside http import by a relative/,
  ],
  [
    "another module by a path",
    "src/config/a.ts",
    'import "../http/field.ts";',
    /import it as #http\/field\.ts/,
  ],
  ["src by a path from a test", "test/a.test.ts", 'import "../src/http/field.ts";', /#http\/field\.ts/],
  ["tools from src", "src/http/a.ts", 'import "../../tools/tidy.ts";', /nothing from outside src/],
  ["tools from main", "src/main.ts", 'import "../tools/tidy.ts";', /nothing from outside src/],
  ["the harness from what ships", "src/http/a.ts", 'import "../../test/harness/a.ts";', /only its tests/],
  ["a path without .ts", "src/http/a.ts", 'import "./field";', /end in \.ts/],
  ["I/O in the kernel", "src/kernel/a.ts", 'import { connect } from "node:net";', /kernel does no I\/O/],
  ["I/O in an engine", "src/waf/a.ts", 'import { readFileSync } from "node:fs";', /waf does no I\/O/],
  ["disk on a serving thread", "src/gateway/a.ts", 'import "node:fs";', /no disk I\/O/],
  ["a module without a row", "src/misc/a.ts", "", /^1:1 module misc has no row/],
];

for (const [what, path, text, message] of refused) {
  test(`refused: ${what}`, () => {
    const found = flaws(path, text);
    assert.equal(found.length, 1, `expected one finding, not ${JSON.stringify(found)}`);
    assert.match(found[0] ?? "", message);
  });
}
