// `portcullis policy plan` and `portcullis policy test` as a shell meets them, on the example.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { testFolder } from "../harness/program.ts";

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../examples/policy-tests/", import.meta.url));

function policy(cwd: string, ...args: readonly string[]) {
  return spawnSync("sh", [PORTCULLIS, "policy", ...args], { cwd, encoding: "utf8", timeout: 60_000 });
}

test("a plan has the policies of all scopes in the order in which they run", () => {
  const files = ["api=orders.xml", "global=global.xml", "--fragments", "fragments"];
  const { status, stdout, stderr } = policy(EXAMPLE, "plan", ...files);
  assert.equal(status, 0, stderr);
  const [, first, second, third] = stdout.split("\n");
  assert.match(first ?? "", /^ {2}global {5}set-header\[1\] {2}global\.xml:3:5$/);
  assert.match(second ?? "", /^ {2}api {8}include-fragment\[1\] {2}orders\.xml:4:5$/);
  assert.match(
    third ?? "",
    /^ {2}api {10}include-fragment\[1\]\/send-request\[1\] {2}fragments\/introspect\.xml:2:3$/,
  );
  assert.match(
    stdout,
    /\nbackend\n {2}api {8}retry\[1\] {2}orders\.xml:17:5\n {2}api {10}retry\[1\]\/forward-request/,
  );
  assert.match(stdout, /\non-error\n {2}api {8}set-status\[1\]/);
});

test("a plan as JSON has the same, and a document that is wrong has none", (t) => {
  const files = ["global=global.xml", "orders.xml", "--fragments", "fragments", "--json"];
  const { stdout } = policy(EXAMPLE, "plan", ...files);
  const plan: unknown = JSON.parse(stdout);
  assert.deepEqual(Object.keys(plan ?? {}), ["inbound", "backend", "outbound", "on-error"]);
  const cwd = testFolder(t);
  writeFileSync(join(cwd, "wrong.xml"), "<policies><inbound><set-heder /></inbound></policies>");
  const wrong = policy(cwd, "plan", "wrong.xml");
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /^wrong\.xml:1:20: error: there is no policy set-heder/);
  assert.equal(policy(cwd, "plan", "planet=wrong.xml").status, 2);
});

test("the tests of the example pass, and their trace hides secrets", () => {
  const { status, stdout, stderr } = policy(EXAMPLE, "test", "orders.yaml", "--trace");
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /\n3 passed, 0 failed\n$/);
  assert.match(stdout, /set-header {2}\(api orders\.xml:13, \d+\.\d\d ms\)/);
  assert.doesNotMatch(stdout, /k-2f1c/);
});

test("what is not as expected is told, one line for each, and fails the command", (t) => {
  const cwd = testFolder(t);
  const document = `<policies><inbound><set-variable name="n" value="@(3)" /><return-response><set-status code="202" />
    <set-body>ab</set-body></return-response></inbound></policies>`;
  writeFileSync(join(cwd, "p.xml"), document);
  writeFileSync(
    join(cwd, "t.yaml"),
    `documents: { api: p.xml }
tests:
  - name: wrong in every way
    expect:
      status: 200
      headers: { X-A: "1" }
      body: abc
      bodyContains: c
      json: {}
      variables: { n: "4", m: null }
      ran: [set-method]
      notRan: ["return-response[1]"]
      backend: true
      calls: [https://a.example]
      error: { reason: Timeout }
  - name: right
    expect: { status: 202, body: ab, variables: { n: "3" }, backend: false, error: null }
`,
  );
  const { status, stdout, stderr } = policy(cwd, "test", "t.yaml", "--json");
  assert.equal(status, 1, stderr);
  const { tests }: { tests: { failures: string[] }[] } = JSON.parse(stdout);
  assert.deepEqual(tests[0]?.failures, [
    "status: expected 200, got 202",
    'header X-A: expected "1", got null',
    'body: expected "abc", got "ab"',
    'body: expected JSON, got "ab"',
    'body: expected to contain "c", got "ab"',
    'variable n: expected "4", got "3"',
    "policy set-method: expected to run, did not",
    "policy return-response[1]: expected not to run, did",
    "backend: expected to be asked, was not",
    'calls: expected ["https://a.example"], got []',
    'error reason: expected "Timeout", got none',
    "error: expected one, got none",
  ]);
  assert.deepEqual(tests[1]?.failures, []);
});

test("a fixture that is not understood proves nothing: each mistake has its place", (t) => {
  const cwd = testFolder(t);
  const fixture = readFileSync(join(EXAMPLE, "orders.yaml"), "utf8").replace("secrets:", "secret:");
  writeFileSync(join(cwd, "t.yaml"), `${fixture}      statuses: 200\n`);
  const { status, stderr } = policy(cwd, "test", "t.yaml");
  assert.equal(status, 1);
  assert.match(stderr, /^t\.yaml:4:\d+: error: there is no key secret /m);
  assert.match(stderr, /^t\.yaml:\d+:\d+: error: there is no key tests\.2\.expect\.statuses /m);
});
