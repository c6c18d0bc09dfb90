// Secrets of the node's own vault: kept from the command line, referred to by a configuration, and taken
// over by a running node when they change.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

const FILE = "portcullis.yaml";

const configuration = (port: number, adminPort: number, body: string, more = "") => `version: 1
node: { workers: 1, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
${more}
sites:
  default:
    hosts: ["*"]
    routes:
      all: { path: /*, target: { respond: { body: "${body}" } } }
`;

function vaultIn(t: TestContext, body = "${secret:crm}", more = "") {
  const folder = testFolder(t);
  writeFileSync(join(folder, FILE), configuration(8080, 9180, body, more));
  const run = (args: readonly string[], input?: string, env: Readonly<Record<string, string>> = {}) =>
    runProgram(t, args, { cwd: folder, env, ...(input === undefined ? {} : { input }) });
  return {
    folder,
    run,
    secret: (args: readonly string[], input?: string) => run(["secret", ...args], input),
  };
}

test("a secret is kept, listed without its value, and shown only when asked twice", async (t) => {
  const { folder, secret, run } = vaultIn(t);
  const made = await secret(["set", "crm", "--rotate-every", "90d"], "hunter2\n");
  assert.deepEqual([made.code, made.stdout], [0, "crm@1\n"]);
  const listed = await secret(["list", "--json"]);
  assert.doesNotMatch(listed.stdout, /hunter2/);
  assert.equal(JSON.parse(listed.stdout).secrets[0].rotateEverySeconds, 90 * 86_400);
  assert.equal((await secret(["get", "crm"])).code, 1);
  assert.equal((await secret(["get", "crm", "--show-value"])).stdout, "hunter2\n");
  assert.equal((await secret(["rotate", "crm"], "hunter3\n")).stdout, "crm@2\n");
  assert.equal((await secret(["get", "crm@1", "--show-value"])).stdout, "hunter2\n");
  assert.equal((await run(["check"])).code, 0);
  for (const name of ["secrets.vault", "secrets.key"])
    assert.equal(statSync(join(folder, ".portcullis", name)).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(join(folder, ".portcullis/secrets.vault"), "utf8"), /hunter/);
});

test("what cannot be done says why and changes nothing", async (t) => {
  const { folder, secret } = vaultIn(t);
  await secret(["set", "crm"], "hunter2");
  const vault = join(folder, ".portcullis/secrets.vault");
  const before = readFileSync(vault, "utf8");
  const outcomes = [
    await secret(["set", "crm"], ""),
    await secret(["set", "a b"], "x"),
    await secret(["rotate", "none"], "x"),
    await secret(["delete", "crm@7"]),
    await secret(["get", "none", "--show-value"]),
  ];
  for (const { code, stderr } of outcomes) assert.deepEqual([code, stderr === ""], [1, false], stderr);
  writeFileSync(`${vault}.new`, "");
  assert.match((await secret(["set", "crm"], "x")).stderr, /secrets\.vault\.new is there/);
  assert.equal(readFileSync(vault, "utf8"), before);
});

test("what is wrong elsewhere keeps nobody from the vault, and what is wrong with it does", async (t) => {
  const wrong = "${env:NOWHERE} ${secret:none}";
  const elsewhere = vaultIn(t, wrong, "pools: 3\nunknown: true\nsecrets: { refresh: never }");
  assert.equal((await elsewhere.run(["check"])).code, 1);
  assert.equal((await elsewhere.secret(["set", "crm"], "hunter2")).stdout, "crm@1\n");
  assert.equal((await elsewhere.secret(["get", "crm", "--show-value"])).stdout, "hunter2\n");
  const cases: readonly (readonly [string, RegExp])[] = [
    ['secrets: { vault: { path: "${env:NOWHERE}/v" } }', /env:NOWHERE/],
    ["secrets: { vault: { path: [a] } }", /"path"/],
    ["secrets: { vault: { path: a, path: b } }", /duplicate-key/],
    ["secrets: { vault: { place: a } }", /unknown-key/],
    ["secrets: { valut: { path: a } }", /unknown-key/],
    ["store: { paht: a }", /unknown-key/],
    ["sercets: { vault: { path: a } }", /unknown-key/],
    ['secrets: { vault: { path: "${secret:x}" } }', /vault-by-secret/],
    ["secrets: { vault: { path: a }", /error: /],
    ["include: [none.yaml]", /none\.yaml/],
  ];
  for (const [more, message] of cases) {
    const { folder, secret } = vaultIn(t, "x", more);
    const { code, stderr } = await secret(["set", "crm"], "hunter2");
    assert.equal(code, 1, stderr);
    assert.match(stderr, message);
    assert.ok(!existsSync(join(folder, ".portcullis/secrets.vault")), more);
  }
});

test("check tells where a secret is missing, its vault locked or damaged, or its rotation due", async (t) => {
  const { folder, run, secret } = vaultIn(t, "x ${secret:crm} ${secret:crm@2}");
  const place = /portcullis\.yaml:10:5\d: error: /;
  const none = await run(["check"]);
  assert.match(none.stderr, place);
  assert.match(none.stderr, /there is no such file \[vault-unreadable\]/);
  await secret(["set", "other"], "x");
  assert.match((await run(["check"])).stderr, /there is no secret crm \[unknown-secret\]/);
  await secret(["set", "crm", "--expires", "2020-01-01"], "hunter2");
  assert.match((await run(["check"])).stderr, /crm has no version 2; there are 1 \[unknown-secret\]/);
  await secret(["rotate", "crm"], "hunter3");
  const due = await run(["check"]);
  assert.equal(due.code, 0);
  assert.match(due.stderr, /warning: the secret crm expired on 2020-01-01 \[secret-due\]/);
  const key = join(folder, ".portcullis/secrets.key");
  writeFileSync(key, (await run(["secret", "key"])).stdout);
  assert.match((await run(["check"])).stderr, /\[vault-locked\]/);
  writeFileSync(join(folder, ".portcullis/secrets.vault"), "{");
  const damaged = await run(["check"]);
  assert.match(damaged.stderr, /\[vault-unreadable\]/);
  for (const { stderr } of [none, due, damaged]) assert.doesNotMatch(stderr, /hunter/);
});

test("the key may be in a variable that the configuration names", async (t) => {
  const more = "secrets: { vault: { path: own.vault, keyVariable: VAULT_KEY } }";
  const { run } = vaultIn(t, "${secret:crm}", more);
  const env = { VAULT_KEY: (await run(["secret", "key"])).stdout.trim() };
  assert.match((await run(["secret", "set", "crm"], "x")).stderr, /VAULT_KEY is not set/);
  assert.equal((await run(["secret", "set", "crm"], "hunter2", env)).code, 0);
  assert.equal((await run(["check"], undefined, env)).code, 0);
  assert.match((await run(["check"])).stderr, /\[vault-locked\]/);
});

test("a running node takes over a secret that was rotated, and serves on where the vault is damaged", async (t) => {
  const { folder, run, secret } = vaultIn(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  writeFileSync(join(folder, FILE), configuration(port, adminPort, "${secret:crm}"));
  await secret(["set", "crm", "--rotate-every", "24h"], "first");
  await secret(["set", "old", "--expires", "2020-01-01"], "x");
  const node = startProgram(t, ["serve"], { cwd: folder });
  const answers = async (body: string) =>
    (await fetch(`http://127.0.0.1:${port}/`).then((res) => res.text())) === body;
  await node.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  assert.ok(await answers("first"));
  const metrics = await fetch(`http://127.0.0.1:${adminPort}/metrics`).then((res) => res.text());
  assert.match(metrics, /portcullis_secret_due_seconds\{secret="crm"\} [1-9]/);
  assert.match(metrics, /portcullis_secret_due_seconds\{secret="old"\} -[1-9]/);
  assert.match(node.stderr, /"a secret is to be replaced","secret":"old"/);
  await secret(["rotate", "crm"], "second");
  await node.until(() => answers("second"), "serving the new value");
  writeFileSync(join(folder, ".portcullis/secrets.vault"), "damaged");
  await node.until(({ stderr }) => stderr.includes("vault-unreadable"), "told of the damage");
  assert.ok(await answers("second"));
  // The command asks the node that runs, and needs no secret for it.
  assert.equal((await run(["healthcheck"])).code, 0);
  assert.doesNotMatch(node.stderr, /first|second/);
});
