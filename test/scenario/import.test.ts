// `portcullis import` as it is called: exit codes, the report, and a folder that is checked as it was made.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runProgram, testFolder } from "../harness/program.ts";

const POLICY = "<policies><inbound><base /></inbound></policies>\n";

/** An extract with an API, a secret, and what is given besides. */
function extract(t: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const folder = testFolder(t);
  const all = {
    "apis/orders/apiInformation.json": `{ "properties": { "path": "orders", "serviceUrl": "https://a.internal" } }`,
    "apis/orders/policy.xml": POLICY,
    "named values/key/namedValueInformation.json": `{ "properties": { "displayName": "key", "secret": true, "value": "letmein" } }`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(folder, "in", path, ".."), { recursive: true });
    writeFileSync(join(folder, "in", path), text);
  }
  return folder;
}

const names = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();

test("an extract that is taken over whole exits with 0, and can be checked once its secrets are supplied", async (t) => {
  const folder = extract(t);
  const run = await runProgram(t, ["import", "apiops", "in", "--out", "out"], { cwd: folder });
  assert.deepEqual([run.code, run.stdout], [0, "out has 2 files (0 unsupported, 1 secrets to supply)\n"]);
  assert.match(run.stderr, /namedValueInformation\.json:1:1: secret: set the variable NAMED_VALUE_KEY:/);
  assert.deepEqual(names(join(folder, "out")), ["orders.xml", "portcullis.yaml"]);
  assert.ok(!readFileSync(join(folder, "out", "portcullis.yaml"), "utf8").includes("letmein"));
  const unset = await runProgram(t, ["check", "out/portcullis.yaml"], { cwd: folder });
  assert.match(unset.stderr, /NAMED_VALUE_KEY is not set/);
  const env = { NAMED_VALUE_KEY: "letmein" };
  const checked = await runProgram(t, ["check", "out/portcullis.yaml"], { cwd: folder, env });
  assert.deepEqual([checked.code, checked.stdout], [0, "out/portcullis.yaml is right\n"]);
});

test("what is not supported exits with 1, with its place in the report", async (t) => {
  const folder = extract(t, {
    "apis/orders/policy.xml": POLICY.replace("<base />", '<jsonp callback-parameter-name="c" />'),
  });
  const run = await runProgram(t, ["import", "apiops", "in", "--out", "out", "--json"], { cwd: folder });
  assert.equal(run.code, 1);
  const { ok, files, findings, secrets } = JSON.parse(run.stdout);
  assert.deepEqual([ok, files], [false, ["policies/apis/orders.xml", "portcullis.yaml"]]);
  const [{ kind, file, line, column, code }] = findings;
  assert.deepEqual(
    [kind, file, line, column, code],
    ["unsupported", "in/apis/orders/policy.xml", 1, 20, "unsupported-policy"],
  );
  assert.equal(secrets[0].name, "NAMED_VALUE_KEY");
});

test("a folder with something in it is left alone", async (t) => {
  const folder = extract(t);
  const run = await runProgram(t, ["import", "apiops", "in", "--out", "in"], { cwd: folder });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /in is not empty/);
  assert.deepEqual(readdirSync(join(folder, "in")).toSorted(), ["apis", "named values"]);
});

test("a path that cannot be read, and a source that there is not, are told", async (t) => {
  const folder = testFolder(t);
  const missing = await runProgram(t, ["import", "arm", "none.json"], { cwd: folder });
  assert.deepEqual([missing.code, readdirSync(folder)], [1, []]);
  assert.match(missing.stderr, /ENOENT/);
  assert.equal((await runProgram(t, ["import", "terraform", "x"], { cwd: folder })).code, 2);
});
