import assert from "node:assert/strict";
import { test } from "node:test";
import Schema from "typebox/schema";
import { parse } from "yaml";
import { editorSchema } from "./editor-schema.ts";
import { exampleConfiguration } from "./example-configuration.ts";

const validator = Schema.Compile(JSON.parse(editorSchema()));
const example: unknown = parse(exampleConfiguration);

/** The example with one value changed. */
function changed(path: readonly string[], value: unknown): unknown {
  const copy: unknown = structuredClone(example);
  let at = copy;
  for (const key of path.slice(0, -1)) at = (at as Record<string, unknown>)[key];
  (at as Record<string, unknown>)[path.at(-1) ?? ""] = value;
  return copy;
}

test("the editor schema accepts the example of the reference page", () => {
  assert.deepEqual(validator.Errors(example)[1], []);
});

const right: readonly (readonly [readonly string[], unknown])[] = [
  [["listeners", "public", "port"], "${env:PORT:-8080}"],
  [["limits", "head"], "${env:HEAD}"],
  [["pools", "orders", "balance"], "${file:balance.txt}"],
  [["sites", "api", "path", "mergeSlashes"], "${env:MERGE}"],
  [["accessLog", "whenFull"], "forever"],
  [["networks", "office"], { file: "lists/office.txt" }],
  [["sites", "api", "hosts"], ["${env:HOST}"]],
];

for (const [path, value] of right) {
  test(`the editor schema accepts ${JSON.stringify(value)} as ${path.join(".")}`, () => {
    assert.deepEqual(validator.Errors(changed(path, value))[1], []);
  });
}

const wrong: readonly (readonly [readonly string[], unknown])[] = [
  [["version"], 2],
  [["listners"], {}],
  [["listeners", "public", "port"], 0],
  [["listeners", "public", "port"], "8080"],
  [["listeners", "public"], {}],
  [["listeners", "my listener"], { port: 80 }],
  [["limits", "head"], "32"],
  [["limits", "idleTimeout"], 75],
  [["pools", "orders", "members"], []],
  [["pools", "orders", "balance"], "random"],
  [["sites", "api", "routes", "rest", "target"], { pool: "orders", sinkpool: "default" }],
  [["sites", "api", "routes", "rest", "target"], {}],
  [["sites", "api", "routes", "rest", "headers"], { "x-a": { present: false } }],
  [["sites", "api", "routes", "old", "target", "redirect", "status"], 304],
];

for (const [path, value] of wrong) {
  test(`the editor schema refuses ${JSON.stringify(value)} as ${path.join(".")}`, () => {
    assert.equal(validator.Check(changed(path, value)), false);
  });
}
