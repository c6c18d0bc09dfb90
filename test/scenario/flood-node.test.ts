// Floods on a running node of two workers: told of by its log, its metrics and its commands, a pardon in
// force on every worker, and what was learned kept over a restart.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { helloSite, newNodeFolder } from "../harness/node-folder.ts";
import { type Program, runProgram, startProgram } from "../harness/program.ts";

type Node = {
  readonly start: () => Promise<Program>;
  readonly ask: (client: string) => Promise<number>;
  readonly cli: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
  readonly admin: (path: string) => Promise<string>;
  readonly learnedHours: () => Promise<number>;
};

const ATTACKER = "203.0.113.7";
const VISITOR = "198.51.100.9";

async function newNode(t: TestContext): Promise<Node> {
  const floods = "flood: { floor: { requests: 40, perClient: 2 } }";
  const { folder, file, port, adminPort } = await newNodeFolder(t, `${floods}\n${helloSite()}`);
  const admin = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${adminPort}${path}`)).text();
  return {
    start: async () => {
      const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
      await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
      return program;
    },
    ask: async (client) => {
      const headers = { Connection: "close", "X-Forwarded-For": client };
      const res = await fetch(`http://127.0.0.1:${port}/hello`, { headers });
      await res.arrayBuffer();
      return res.status;
    },
    cli: (...args) => runProgram(t, [...args, "--config", file], { cwd: folder }),
    admin,
    learnedHours: async () => {
      const [, hours] = /^portcullis_flood_learned_hours (\d+)$/m.exec(await admin("/metrics")) ?? [];
      return Number(hours);
    },
  };
}

test("a flood is told of, its client is listed and can be pardoned, and what was learned is kept", async (t) => {
  const node = await newNode(t);
  const program = await node.start();
  const before = await node.cli("flood", "status");
  assert.match(before.stdout, /^there is no flood; protection is on: enforce\n/);
  assert.match(before.stdout, /not learned yet/);
  assert.equal(await node.ask(VISITOR), 200);
  await until(async () => (await node.learnedHours()) === 1, "the hour is learned");
  const statuses: number[] = [];
  for (let i = 0; i < 40; i++) {
    statuses.push(...(await Promise.all(Array.from({ length: 8 }, () => node.ask(ATTACKER)))));
    if (statuses.includes(429)) break;
  }
  assert.equal(statuses.at(-1), 429);
  for (let i = 0; i < 8; i++) assert.equal(await node.ask(ATTACKER), 429, "on both workers");
  assert.equal(await node.ask(VISITOR), 200);
  await program.until(({ stderr }) => stderr.includes('"message":"a flood began"'), "the log tells");
  assert.match(await node.admin("/readyz"), /there is a flood: \d+ clients are kept out/);
  assert.match(await node.admin("/metrics"), /^portcullis_flood 1$/m);
  assert.match(
    await node.admin("/metrics"),
    /^portcullis_flood_refusals_total\{kind="penalized",outcome="refused"\} [1-9]/m,
  );
  const listed = await node.cli("flood", "list");
  assert.match(listed.stdout, /^203\.0\.113\.7 +\d+ s left {2}penalty 1\n$/);
  assert.equal((await node.cli("flood", "pardon", "203.0.113.8")).code, 1);
  assert.equal((await node.cli("flood", "pardon", "nobody")).code, 1);
  const pardon = await node.cli("flood", "pardon", ATTACKER);
  assert.equal(pardon.stdout, "203.0.113.7 is let in again\n");
  for (let i = 0; i < 4; i++) assert.equal(await node.ask(ATTACKER), 200);
  program.kill("SIGTERM");
  await program.ended;
  await node.start();
  assert.equal(await node.learnedHours(), 1);
});

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await isSo()) return;
    await sleep(100);
  }
  assert.fail(`not in time: ${what}`);
}
