// Rule files of a running node: what is wrong in them is told by its place and changes nothing, and a node
// does not start without a rule set that its configuration names.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

function configText(port: number, adminPort: number, ruleSet: string): string {
  return `version: 1
node: { name: n1, workers: 1 }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
accessLog: { sink: access.log }
wafLog: { sinks: [{ file: { path: waf.log } }] }
wafPolicies: { tested: { ruleSets: [${ruleSet}], crs: { folder: nowhere } } }
sites:
  all:
    hosts: ["*"]
    wafPolicy: tested
    routes: { all: { path: "/*", target: { respond: { body: "hello" } } } }
`;
}

const ruleOn = (word: string): string =>
  `SecRule ARGS "@contains ${word}" "id:1001,phase:2,deny,status:403,log"\n`;

test("a rule file that is wrong is named with its place, and the rules before it stay in force", async (t) => {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  const rules = join(folder, "rules.conf");
  writeFileSync(file, configText(port, adminPort, "{ files: rules.conf }"));
  writeFileSync(rules, ruleOn("first"));
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  const statusOf = async (word: string) => (await fetch(`http://127.0.0.1:${port}/?q=${word}`)).status;
  assert.deepEqual([await statusOf("first"), await statusOf("second")], [403, 200]);

  writeFileSync(rules, `${ruleOn("second")}\nSecRule ARGS "@nosuch x" "id:1002,phase:2,deny"\n`);
  program.kill("SIGHUP");
  await program.until(({ stderr }) => /rules\.conf/.test(stderr), "told of the mistake");
  const line = program.stderr.split("\n").find((text) => text.includes("rules.conf")) ?? "";
  assert.match(line, /rules\.conf:3:\d+|"line":3,"column":\d+/);
  assert.match(line, /nosuch/);
  assert.deepEqual([await statusOf("first"), await statusOf("second")], [403, 200]);

  writeFileSync(rules, ruleOn("second"));
  program.kill("SIGHUP");
  await program.until(async () => (await statusOf("second")) === 403, "running the new rules");
  assert.equal(await statusOf("first"), 200);
});

test("a node whose configuration names a rule set that is not there does not start", async (t) => {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configText(port, adminPort, "crs"));
  for (const command of ["serve", "check"]) {
    const args = command === "serve" ? [command, "--config", file] : [command, file];
    const { code, stdout, stderr } = await runProgram(t, args, { cwd: folder });
    assert.notEqual(code, 0, command);
    assert.match(stdout + stderr, /portcullis crs install/);
    assert.match(stdout + stderr, /portcullis\.yaml:7:\d+|"line":7/);
  }
});
