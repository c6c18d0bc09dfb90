// `portcullis waf` as a shell meets it: explain, detect, tune and test, on rules of a configuration.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));

const RULES = `
SecRule ARGS "@rx (?i)union\\s+select" "id:9001,phase:2,pass,log,msg:'Union',t:none,t:urlDecodeUni,\\
  t:compressWhitespace,severity:'CRITICAL',setvar:'tx.anomaly_score=+5'"
SecRule TX:ANOMALY_SCORE "@ge 5" "id:9900,phase:2,deny,status:403,log,msg:'Over the threshold'"
`;

const CONFIG = `version: 1
listeners: { public: { port: 8080 } }
wafPolicies:
  strict:
    ruleSets: [{ files: own.conf }]
    exceptions: [{ paths: [/free/*], rules: ["9001"] }]
    virtualPatches: [{ id: 1, reason: closed, paths: [/debug] }]
  lax: { mode: detection, ruleSets: [{ files: own.conf }] }
sites:
  default:
    hosts: ["*"]
    routes:
      a: { path: /a, wafPolicy: lax, target: { respond: { body: hi } } }
      b: { path: /b, wafPolicy: strict, target: { respond: { body: hi } } }
`;

const ATTACK =
  "POST /x?a=1 HTTP/1.1\nHost: a\nContent-Type: application/x-www-form-urlencoded\n\nq=union%09select%25";

function workFolder(t: TestContext) {
  const cwd = testFolder(t);
  writeFileSync(join(cwd, "portcullis.yaml"), CONFIG);
  writeFileSync(join(cwd, "own.conf"), RULES);
  const run = (args: readonly string[], input = "") =>
    spawnSync("sh", [PORTCULLIS, "waf", ...args], { cwd, input, encoding: "utf8", timeout: 30_000 });
  return { cwd, run };
}

const STRICT = ["--config", "portcullis.yaml", "--policy", "strict"];

test("explain shows targets before and after their transformations, the scores and the verdict", (t) => {
  const { run } = workFolder(t);
  const { status, stdout, stderr } = run(["explain", "-", ...STRICT], ATTACK);
  assert.equal(status, 1, stderr);
  assert.match(stdout, /^request {2}POST \/x\?a=1 HTTP\/1\.1$/m);
  assert.match(stdout, /^phase 2 {2}.*found by the scan: 9001$/m);
  assert.match(stdout, /^rule 9001 \(phase 2\): Union$/m);
  assert.match(stdout, /^ {2}target {4}ARGS:q = union\\x09select%\n {2}seen as {3}union select%$/m);
  assert.match(stdout, /^scores {3}anomaly_score=5$/m);
  assert.match(stdout, /^verdict {2}refused by rule 9900 \(deny, status 403\)$/m);
});

test("explain tells the same as JSON, by the exceptions and patches of the policy", (t) => {
  const { run } = workFolder(t);
  const explain = (request: string, policy = "strict") => {
    const { status, stdout } = run(
      ["explain", "-", "--config", "portcullis.yaml", "--policy", policy, "--json"],
      request,
    );
    const { verdict, refusedBy, wouldRefuse, matches } = JSON.parse(stdout);
    return {
      status,
      verdict,
      refusedBy,
      wouldRefuse,
      rules: matches.map((each: { rule: number }) => each.rule),
    };
  };
  const refused = {
    status: 1,
    verdict: "refused",
    refusedBy: 9900,
    wouldRefuse: undefined,
    rules: [9001, 9900],
  };
  const passed = { status: 0, verdict: "passed", refusedBy: undefined, wouldRefuse: undefined };
  assert.deepEqual(explain(ATTACK), refused);
  assert.deepEqual(explain(ATTACK.replace("/x?", "/%66ree/x?")), { ...passed, rules: [] });
  assert.deepEqual(explain("GET /debug HTTP/1.1\nHost: a\n\n"), { ...refused, refusedBy: 1, rules: [1] });
  assert.deepEqual(explain(ATTACK, "lax"), { ...passed, wouldRefuse: 9900, rules: [9001, 9900] });
});

test("explain says what the wire refuses, and what cannot be read", (t) => {
  const { run } = workFolder(t);
  const broken = run(["explain", "-", ...STRICT], "GET / HTTP/1.1\nHost: a\nBad Name: x\n\n");
  assert.deepEqual([broken.status, /refused by the wire/.test(broken.stdout)], [1, true], broken.stdout);
  assert.match(run(["explain", "nowhere.txt", ...STRICT]).stderr, /ENOENT/);
  const many = run(["explain", "-", "--config", "portcullis.yaml"], ATTACK);
  assert.deepEqual([many.status, many.stderr.includes("name one with --policy: strict, lax")], [1, true]);
});

test("detect answers one line with one digit", (t) => {
  const { run } = workFolder(t);
  assert.equal(run(["detect", "--sqli"], "1' OR '1'='1\nO'Brien\n\n1' OR 1=1--").stdout, "1\n0\n0\n1\n");
  assert.equal(run(["detect", "--xss"], "<script>alert(1)</script>\n1 < 2\n").stdout, "1\n0\n");
  assert.equal(run(["detect", "--sqli"], "1%27+OR+%271%27=%271\n").stdout, "0\n");
  assert.equal(run(["detect", "--sqli", "--decode"], "1%27+OR+%271%27=%271\n").stdout, "1\n");
  assert.equal(run(["detect"], "x\n").status, 2);
  assert.equal(run(["detect", "--sqli", "--xss"], "x\n").status, 2);
});

test("tune turns a log into exclusions that a policy takes", (t) => {
  const { cwd, run } = workFolder(t);
  const event = (client: string, name: string) =>
    JSON.stringify({
      ...{ type: "waf", policy: "strict", action: "blocked", client, score: 5 },
      matches: [
        { rule: 9001, severity: 2, targets: [{ name, value: "union select" }] },
        { rule: 9900, targets: [{ name: "TX:ANOMALY_SCORE", value: "5" }] },
      ],
    });
  const lines = [
    event("192.0.2.1", "ARGS:Comment"),
    event("192.0.2.2", "ARGS:comment"),
    event("192.0.2.2", "ARGS:x"),
  ];
  writeFileSync(join(cwd, "waf.log"), `${lines.join("\n")}\nno event\n`);
  const { status, stdout, stderr } = run(["tune", "waf.log", "--min", "2"]);
  assert.equal(status, 0);
  assert.match(stderr, /^1 lines are no events/);
  assert.equal(
    stdout,
    `# 3 requests with matches, 3 of them blocked or at the threshold; with all of these exclusions: 1
exclusions:
  # 2 requests of 2 clients; 2 of them blocked, and then 0
  - { part: argument, name: { equals: "comment" }, rules: ["9001"] }
`,
  );
  const indented = stdout.replaceAll(/^/gm, "    ");
  writeFileSync(
    join(cwd, "portcullis.yaml"),
    CONFIG.replace("    virtualPatches", `${indented}\n    virtualPatches`),
  );
  const explain = (name: string) =>
    run(["explain", "-", ...STRICT], `GET /?${name}=union+select HTTP/1.1\nHost: a\n\n`).status;
  assert.deepEqual([explain("COMMENT"), explain("other")], [0, 1]);
  assert.equal(JSON.parse(run(["tune", "-", "--json"], lines[0]).stdout).suggestions[0].requests, 1);
});

const testFile = (expected: string) => `
rule_id: 9001
tests:
  - test_id: 1
    stages:
      - input: { uri: "/?q=union%20select", headers: { Host: a } }
        output: { log: { expect_ids: [${expected}] } }
  - test_id: 2
    stages:
      - input: { uri: "/?q=fine", headers: { Host: a } }
        output: { status: 200, log: { no_expect_ids: [9001] } }
`;

test("test runs the files of a folder, and fails where one of them does", (t) => {
  const { cwd, run } = workFolder(t);
  mkdirSync(join(cwd, "tests"));
  writeFileSync(join(cwd, "tests/9001.yaml"), testFile("9001"));
  const right = run(["test", "tests", ...STRICT]);
  assert.deepEqual([right.status, right.stdout], [0, "2 of 2 tests passed\n"], right.stderr);
  writeFileSync(join(cwd, "tests/9002.yaml"), testFile("9001, 7"));
  const wrong = run(["test", "tests", ...STRICT]);
  assert.deepEqual([wrong.status, wrong.stdout], [1, "9001-1: rule 7 did not match\n3 of 4 tests passed\n"]);
  const one = run(["test", "tests", ...STRICT, "--only", "9001-2", "--json"]);
  assert.deepEqual([one.status, JSON.parse(one.stdout)], [0, { passed: 2, failed: [] }]);
  assert.equal(run(["test", "tests", ...STRICT, "--only", "1"]).status, 1);
  writeFileSync(join(cwd, "tests/9003.yaml"), "tests: 7\n");
  assert.match(run(["test", "tests", ...STRICT]).stderr, /9003\.yaml:1:1: error: .*\[test-malformed\]/);
  assert.equal(run(["test", "tests", "--url", "http://127.0.0.1:1"]).status, 2);
});

const MARKER = `
SecRule REQUEST_HEADERS:X-CRS-Test "@rx ^.*$" \\
  "id:999999,phase:1,pass,log,t:none,msg:'X-CRS-Test %{MATCHED_VAR}',ctl:ruleRemoveById=1-999998"
`;

test("test --url asks a server, and reads its log", async (t) => {
  const { cwd } = workFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const logs = "wafLog: { format: modsecurity, sinks: [{ file: { path: waf.log } }] }";
  const listeners = `node: { workers: 1 }\nadmin: { port: ${adminPort} }\nlisteners: { public: { address: 127.0.0.1, port: ${port} } }`;
  const config = CONFIG.replace(/^listeners:.*$/m, `${listeners}\n${logs}`)
    .replace("[{ files: own.conf }]\n", "[{ files: marker.conf }, { files: own.conf }]\n")
    .replace("path: /b,", 'path: "/*",');
  writeFileSync(join(cwd, "portcullis.yaml"), config);
  writeFileSync(join(cwd, "marker.conf"), MARKER);
  writeFileSync(join(cwd, "9001.yaml"), testFile("9001, 9900"));
  const node = startProgram(t, ["serve"], { cwd });
  await node.until(({ stderr }) => stderr.includes('"ready"') && existsSync(join(cwd, "waf.log")), "ready");
  const wire = ["waf", "test", "9001.yaml", "--url", `http://127.0.0.1:${port}`, "--log", "waf.log"];
  const right = await runProgram(t, wire, { cwd });
  assert.deepEqual([right.code, right.stdout], [0, "2 of 2 tests passed\n"], right.stderr);
  writeFileSync(join(cwd, "9001.yaml"), testFile("9002"));
  const wrong = await runProgram(t, wire, { cwd });
  assert.deepEqual([wrong.code, wrong.stdout], [1, "9001-1: rule 9002 did not match\n1 of 2 tests passed\n"]);
});
