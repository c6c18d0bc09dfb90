// Subscriptions of a running node: made, rotated and suspended from the command line, asked for by every
// worker at once, and kept over kill -9; and those that the configuration declares.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";

const DECLARED = "declared-key-of-some-length";

const POLICY = `<policies>
  <inbound>
    <return-response>
      <set-status code="200" reason="OK" />
      <set-body>@(context.Subscription == null ? "nobody" : context.Subscription.Id)</set-body>
    </return-response>
  </inbound>
</policies>
`;

type Node = {
  readonly folder: string;
  readonly start: () => Promise<Program>;
  /** The status and the body of a request with this key; without one where it is empty. */
  readonly ask: (key: string, path?: string) => Promise<string>;
  readonly cli: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
};

async function makeNode(t: TestContext): Promise<Node> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(join(folder, "answer.xml"), POLICY);
  writeFileSync(
    file,
    `version: 1
node: { workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
apis:
  orders: { path: /orders, operations: { get: { method: GET, urlTemplate: /* } }, policy: answer.xml }
  users: { path: /users, operations: { get: { method: GET, urlTemplate: /* } }, policy: answer.xml }
products:
  starter: { apis: [orders], subscriptionsLimit: 1 }
  reviewed: { apis: [orders], approvalRequired: true }
subscriptions:
  declared: { scope: { api: users }, primaryKey: "\${env:DECLARED_KEY}" }
sites:
  default: { hosts: ["*"], routes: { all: { path: /*, target: { apis: all } } } }
`,
  );
  const env = { DECLARED_KEY: DECLARED };
  return {
    folder,
    start: async () => {
      const program = startProgram(t, ["serve", "--config", file], { cwd: folder, env });
      await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
      return program;
    },
    ask: async (key, path = "/orders/1") => {
      const headers = { Connection: "close", ...(key === "" ? {} : { "Ocp-Apim-Subscription-Key": key }) };
      const res = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      return `${res.status} ${await res.text()}`;
    },
    cli: (...args) => runProgram(t, ["subscription", ...args, "--config", file], { cwd: folder, env }),
  };
}

function keyIn(stdout: string, kind: "primary" | "secondary"): string {
  return new RegExp(`^${kind} +([0-9a-f]{32})$`, "m").exec(stdout)?.[1] ?? "";
}

/** On connections of their own, so that each worker is asked. */
async function askOften(node: Node, key: string, expected: string): Promise<void> {
  for (let i = 0; i < 20; i++) assert.equal(await node.ask(key), expected);
}

test("a key counts on every worker from when it was printed until it is rotated, over kill -9", async (t) => {
  const node = await makeNode(t);
  const first = await node.start();
  assert.match(await node.ask(""), /^401 \{.*"statusCode": ?401.*missing subscription key/s);
  const created = await node.cli("create", "mobile", "--product", "starter", "--owner", "team");
  assert.deepEqual([created.code, created.stderr], [0, ""]);
  const [primary, secondary] = [keyIn(created.stdout, "primary"), keyIn(created.stdout, "secondary")];
  await askOften(node, primary, "200 mobile");
  assert.match(await node.ask(primary, "/users/1"), /^401 .*invalid subscription key/s);
  const rotated = keyIn((await node.cli("rotate", "mobile", "primary")).stdout, "primary");
  for (let i = 0; i < 20; i++) assert.match(await node.ask(primary), /^401 /);
  await askOften(node, rotated, "200 mobile");
  first.kill("SIGKILL");
  await first.ended;
  for (const name of ["store.sqlite", "store.sqlite-wal"]) {
    const bytes = readFileSync(join(node.folder, ".portcullis", name), "latin1");
    for (const key of [rotated, secondary]) assert.ok(!bytes.includes(key), `a key lies in ${name}`);
  }
  await node.start();
  assert.equal(await node.ask(rotated), "200 mobile");
  assert.equal(await node.ask(secondary), "200 mobile");
  assert.equal(keyIn((await node.cli("keys", "mobile")).stdout, "secondary"), secondary);
});

test("states, limits and approval are kept, and what is declared is left to the configuration", async (t) => {
  const node = await makeNode(t);
  await node.start();
  const primary = keyIn(
    (await node.cli("create", "mobile", "--product", "starter", "--owner", "team")).stdout,
    "primary",
  );
  assert.match(
    (await node.cli("create", "second", "--product", "starter", "--owner", "team")).stderr,
    /has all 1/,
  );
  assert.match((await node.cli("create", "mobile", "--all-apis")).stderr, /already/);
  assert.match((await node.cli("create", "lost", "--product", "none")).stderr, /no product none/);
  assert.equal((await node.cli("create", "nothing")).code, 2);
  await node.cli("state", "mobile", "suspended");
  assert.match(await node.ask(primary), /^401 /);
  await node.cli("state", "mobile", "active");
  assert.equal(await node.ask(primary), "200 mobile");
  const waiting = await node.cli("create", "waiting", "--product", "reviewed");
  assert.match(await node.ask(keyIn(waiting.stdout, "primary")), /^401 /);
  assert.equal(await node.ask(DECLARED, "/users/1"), "200 declared");
  assert.match((await node.cli("remove", "declared")).stderr, /declared in the configuration/);
  const listed = JSON.parse((await node.cli("list", "--json")).stdout);
  const states = listed.subscriptions.map(({ id, state, origin }: Record<string, string>) => [
    id,
    state,
    origin,
  ]);
  assert.deepEqual(states, [
    ["mobile", "active", "store"],
    ["waiting", "submitted", "store"],
    ["declared", "active", "configuration"],
  ]);
  assert.equal((await node.cli("remove", "mobile")).code, 0);
  assert.match(await node.ask(primary), /^401 /);
});
