// The commands as a shell or a pipeline meets them: output, streams, exit codes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { exitCodes } from "#cli/exit-code.ts";
import { runProgram, testFolder } from "../harness/program.ts";

const RIGHT = `version: 1
listeners: { public: { port: 8080 } }
sites:
  default:
    hosts: ["*"]
    routes: { hello: { path: /hello, target: { respond: { body: hi } } } }
`;

const WRONG = RIGHT.replace("port: 8080", "port: 99999").replace("respond:", "respnd:");

function configFile(t: TestContext, text: string): string {
  const file = join(testFolder(t), "portcullis.yaml");
  writeFileSync(file, text);
  return file;
}

test("help names every command, its examples and the exit codes, on standard output", async (t) => {
  const { code, stdout, stderr } = await runProgram(t, ["--help"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  for (const command of ["serve", "check", "healthcheck", "demo", "version", "completion"]) {
    assert.match(stdout, new RegExp(`^ {2}${command} `, "m"));
    const own = await runProgram(t, [command, "--help"]);
    assert.equal(own.code, 0);
    assert.match(own.stdout, /^Examples:$/m, command);
    assert.match(own.stdout, new RegExp(`^ {2}\\$ .*portcullis ${command}`, "m"));
  }
  for (const { code: value } of Object.values(exitCodes))
    assert.match(stdout, new RegExp(`^ +${value}  `, "m"));
});

test("a mistyped command or option ends with 2 and the nearest that there is", async (t) => {
  const cases: readonly (readonly [args: string[], hint: RegExp])[] = [
    [["serv"], /Did you mean (one of )?serve/],
    [["serve", "--confg", "x"], /Did you mean --config/],
    [["check", "--jsno"], /Did you mean --json/],
    [["completion", "powershell"], /Allowed choices are bash, zsh, fish/],
    [["healthcheck", "--timeout", "soon"], /number of milliseconds/],
    [["healthcheck", "--url", "http://a/", "--config", "b"], /cannot be used with/],
    [["check", "a", "--json", "--sarif"], /cannot be used with/],
    [["serve", "--config"], /argument missing/],
    [["check", "a", "b"], /too many arguments/],
  ];
  for (const [args, hint] of cases) {
    const { code, stdout, stderr } = await runProgram(t, args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, hint);
    assert.equal(stdout, "");
  }
});

test("no command at all is a usage error that shows the help", async (t) => {
  const { code, stderr } = await runProgram(t, []);
  assert.equal(code, 2);
  assert.match(stderr, /^Usage: portcullis/);
});

test("version tells what runs, for people and as JSON", async (t) => {
  const { version } = (await import("../../package.json", { with: { type: "json" } })).default;
  const plain = await runProgram(t, ["version"]);
  assert.match(plain.stdout, new RegExp(`^portcullis ${version} \\(Node [0-9.]+, \\w+-\\w+\\)\n$`));
  const json = JSON.parse((await runProgram(t, ["version", "--json"])).stdout);
  assert.equal(json.version, version);
  assert.match(json.node, /^[0-9]+\./);
  assert.equal((await runProgram(t, ["--version"])).stdout, `${version}\n`);
});

test("check says that a right configuration is right", async (t) => {
  const file = configFile(t, RIGHT);
  const { code, stdout, stderr } = await runProgram(t, ["check", file]);
  assert.equal(code, 0);
  assert.equal(stdout, `${file} is right\n`);
  assert.equal(stderr, "");
});

test("check lists every mistake with its place on standard error, and ends with 1", async (t) => {
  const file = configFile(t, WRONG);
  const { code, stdout, stderr } = await runProgram(t, ["check", file]);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.ok(stderr.includes(`${file}:2:30: error: `), stderr);
  assert.match(stderr, /respnd/);
  assert.match(stderr, /cannot be used \(2 errors\)\n$/);
});

test("check --json prints every finding as data", async (t) => {
  const file = configFile(t, WRONG);
  const { code, stdout, stderr } = await runProgram(t, ["check", file, "--json"]);
  assert.equal(code, 1);
  assert.equal(stderr, "");
  const { ok, files, diagnostics } = JSON.parse(stdout);
  assert.equal(ok, false);
  assert.deepEqual(files, [file]);
  assert.equal(diagnostics.length, 2);
  for (const key of ["file", "line", "column", "severity", "code", "message", "hint"]) {
    assert.ok(key in diagnostics[0], key);
  }
});

test("check --sarif prints a SARIF log", async (t) => {
  const file = configFile(t, WRONG);
  const { code, stdout } = await runProgram(t, ["check", file, "--sarif"]);
  assert.equal(code, 1);
  const log = JSON.parse(stdout);
  assert.equal(log.version, "2.1.0");
  assert.equal(log.runs[0].results.length, 2);
});

test("check names a file that is not there", async (t) => {
  const { code, stderr } = await runProgram(t, ["check", "nowhere.yaml"], { cwd: testFolder(t) });
  assert.equal(code, 1);
  assert.match(stderr, /^nowhere\.yaml:1:1: error: /);
});

test("healthcheck is 0 for a ready node, and 1 with the reason for every other", async (t) => {
  let status = 200;
  const server = createServer((_req, res) => res.writeHead(status).end('{"ready":false}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const url = `http://127.0.0.1:${address.port}/readyz`;
  assert.equal((await runProgram(t, ["healthcheck", "--url", url])).code, 0);
  status = 503;
  const unready = await runProgram(t, ["healthcheck", "--url", url]);
  assert.equal(unready.code, 1);
  assert.match(unready.stderr, /503 \{"ready":false\}/);
  const closed = await runProgram(t, ["healthcheck", "--url", "http://127.0.0.1:1/readyz"]);
  assert.equal(closed.code, 1);
  assert.match(closed.stderr, /ECONNREFUSED/);
  const odd = await runProgram(t, ["healthcheck", "--url", "not a url"]);
  assert.equal(odd.code, 1);
  assert.match(odd.stderr, /cannot be asked/);
});

test("healthcheck does not wait for a node that hangs", async (t) => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const args = ["healthcheck", "--url", `http://127.0.0.1:${address.port}/`, "--timeout", "200"];
  const { code, stderr } = await runProgram(t, args);
  assert.equal(code, 1);
  assert.match(stderr, /no answer within 200 ms/);
});

test("the bash completion offers commands, options and choices", async (t) => {
  const { stdout } = await runProgram(t, ["completion", "bash"]);
  const complete = (...words: string[]): string[] =>
    execFileSync(
      "bash",
      [
        "-c",
        `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _portcullis; printf '%s\\n' "\${COMPREPLY[@]}"`,
        "bash",
        ...words,
      ],
      {
        encoding: "utf8",
        cwd: testFolder(t),
      },
    )
      .trim()
      .split("\n");
  assert.deepEqual(complete("portcullis", "he"), ["healthcheck"]);
  assert.deepEqual(complete("portcullis", "check", "--j"), ["--json"]);
  assert.deepEqual(complete("portcullis", "completion", "z"), ["zsh"]);
});

test("the scripts for zsh and fish name every command", async (t) => {
  for (const shell of ["zsh", "fish"]) {
    const { code, stdout } = await runProgram(t, ["completion", shell]);
    assert.equal(code, 0);
    for (const word of ["serve", "check", "healthcheck", "demo", "version", "completion", "sarif"]) {
      assert.ok(stdout.includes(word), `${shell}: ${word}`);
    }
  }
});
