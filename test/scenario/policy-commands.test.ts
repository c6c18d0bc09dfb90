// `portcullis policy` as a shell meets it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testFolder } from "../harness/program.ts";

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));

const RIGHT = `<policies>
  <inbound>
    <base />
    <set-variable name="until" value="@(DateTime.UtcNow.AddSeconds({{seconds}}))" />
    <set-header name="X-Key"><value>@("<{{key}}>")</value></set-header>
  </inbound>
</policies>
`;
const WRONG = `<policies>
  <inbound>
    <set-heder name="a" />
    <set-status code="99" />
  </inbound>
</policies>
`;

function workFolder(t: TestContext) {
  const cwd = testFolder(t);
  const files = {
    "right.xml": RIGHT,
    "wrong.xml": WRONG,
    "values.json": '{ "seconds": "60", "key": "k" }',
    "other-values.json": '{ "seconds": "60" }',
    "no-values.json": '{ "seconds": 60 }',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const run = (...args: readonly string[]) =>
    spawnSync("sh", [PORTCULLIS, "policy", "check", ...args], { cwd, encoding: "utf8", timeout: 30_000 });
  return { run };
}

test("every file is told of, findings go to standard error, and one wrong file fails the command", (t) => {
  const { run } = workFolder(t);
  const { status, stdout, stderr } = run("right.xml", "wrong.xml", "--named-values", "values.json");
  assert.equal(status, 1, stderr);
  assert.equal(stdout, "right.xml is right\n");
  assert.match(
    stderr,
    /^wrong\.xml:3:5: error: there is no policy set-heder \[unknown-policy\]\n {4}hint: did/m,
  );
  assert.match(stderr, /^wrong\.xml cannot be used \(2 errors\)$/m);
});

test("a warning does not make a file wrong", (t) => {
  const { run } = workFolder(t);
  const { status, stdout, stderr } = run("right.xml");
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "right.xml is right (1 warning)\n");
  assert.match(stderr, /^right\.xml:4:68: warning: .* \[named-value-unknown\]$/m);
});

test("--json prints all files and findings as one array", (t) => {
  const { run } = workFolder(t);
  const { status, stdout } = run("wrong.xml", "right.xml", "--json", "--named-values", "other-values.json");
  assert.equal(status, 1);
  const files = JSON.parse(stdout) as { file: string; ok: boolean; diagnostics: Record<string, unknown>[] }[];
  const shown = files.map(({ file, ok, diagnostics }) => [file, ok, diagnostics.map(({ code }) => code)]);
  assert.deepEqual(shown, [
    ["wrong.xml", false, ["unknown-policy", "bad-value"]],
    ["right.xml", false, ["unknown-named-value"]],
  ]);
  assert.deepEqual(files[0]?.diagnostics[1], {
    line: 4,
    column: 23,
    severity: "error",
    code: "bad-value",
    message: "code of set-status: 99 is out of range",
    hint: "write an integer from 100 to 599",
  });
});

test("--scope refuses what cannot stand there", (t) => {
  const { run } = workFolder(t);
  const { status, stderr } = run("right.xml", "--named-values", "values.json", "--scope", "universe");
  assert.equal(status, 2, stderr);
  assert.equal(run("right.xml", "--named-values", "values.json", "--scope", "api").status, 0);
});

test("a file that is not there is a finding of its own", (t) => {
  const { run } = workFolder(t);
  const { status, stderr, stdout } = run("absent.xml", "right.xml", "--named-values", "values.json");
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^absent\.xml:1:1: error: the document cannot be read: ENOENT.* \[unreadable-file\]$/m,
  );
  assert.equal(stdout, "right.xml is right\n");
});

test("named values that are no texts end the command", (t) => {
  const { run } = workFolder(t);
  const { status, stderr, stdout } = run("right.xml", "--named-values", "no-values.json");
  assert.equal(status, 1);
  assert.equal(stderr, "no-values.json: the value of seconds is no text\n");
  assert.equal(stdout, "");
});
