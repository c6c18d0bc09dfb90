// Threads die; the node goes on. The supervisor runs in this process, its threads run the whole program.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BroadcastChannel } from "node:worker_threads";
import { Supervisor } from "#supervisor/supervisor.ts";
import { createLog } from "#telemetry/log.ts";
import { helloSite, newNodeFolder } from "../harness/node-folder.ts";

const ENTRY = new URL("../harness/mortal-entry.ts", import.meta.url);

type Node = {
  readonly folder: string;
  readonly url: string;
  readonly admin: string;
  readonly log: () => string;
  readonly kill: (thread: string) => void;
  readonly write: (body: string) => void;
  readonly metric: (sample: string) => Promise<number>;
};

async function startNode(t: TestContext): Promise<Node> {
  const node = await newNodeFolder(t, helloSite("one"));
  const { folder, file: configFile, port, adminPort } = node;
  const write = (body: string) => node.write(helloSite(body));
  const name = `portcullis-test-${process.pid}-${port}`;
  process.env["PORTCULLIS_TEST_CHANNEL"] = name;
  process.env["PORTCULLIS_LOG_LEVEL"] = "error";
  const channel = new BroadcastChannel(name);
  let text = "";
  const keep = (line: string) => {
    text += line;
  };
  const ready = Promise.withResolvers<void>();
  const supervisor = new Supervisor({
    configFile,
    entry: ENTRY,
    log: createLog("supervisor", { write: keep, isHuman: false, level: "debug" }),
    onReady: () => ready.resolve(),
  });
  const ended = supervisor.run();
  t.after(async () => {
    supervisor.stop();
    assert.deepEqual(await ended, { kind: "stopped" });
    channel.close();
  });
  await ready.promise;
  const admin = `http://127.0.0.1:${adminPort}`;
  return {
    folder,
    url: `http://127.0.0.1:${port}`,
    admin,
    log: () => text,
    kill: (thread) => channel.postMessage({ thread }),
    write,
    metric: async (sample) => {
      const lines = (await (await fetch(`${admin}/metrics`)).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${sample} `))?.slice(sample.length + 1));
    },
  };
}

async function until(claim: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await claim())) {
    assert.ok(performance.now() < deadlineMs, `not ${what} in time`);
    await sleep(20);
  }
}

/** A connection of its own for each request, so that all workers get their share. */
async function hello({ url }: Node): Promise<string> {
  const res = await fetch(`${url}/hello`, { headers: { Connection: "close" } });
  return res.text();
}

const isReady = async ({ admin }: Node): Promise<boolean> =>
  fetch(`${admin}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );

test("a gateway worker that dies is replaced, the others serve on, and its counters go on", async (t) => {
  const node = await startNode(t);
  const requests = 'portcullis_requests_total{site="default",route="hello",status_class="2xx"}';
  for (let i = 0; i < 20; i++) assert.equal(await hello(node), "one");
  await until(async () => (await node.metric(requests)) === 20, "counted");
  node.kill("gateway 0");
  await until(() => node.log().includes("gateway 0 died and is started again"), "dead");
  await until(() => isReady(node), "ready again");
  for (let i = 0; i < 20; i++) assert.equal(await hello(node), "one");
  await until(async () => (await node.metric(requests)) === 40, "counted on");
  assert.equal(await node.metric('portcullis_thread_restarts_total{role="gateway"}'), 1);
  await until(
    () => readFileSync(join(node.folder, "access.log"), "utf8").split("\n").length === 41,
    "written",
  );
});

test("while control is dead traffic goes on, and its successor takes up where it was", async (t) => {
  const node = await startNode(t);
  assert.equal(await hello(node), "one");
  node.write("two");
  await until(async () => (await node.metric("portcullis_snapshot_generation")) === 2, "reloaded");
  node.kill("control");
  await until(() => node.log().includes("control died and is started again"), "dead");
  for (let i = 0; i < 10; i++) assert.equal(await hello(node), "two");
  await until(() => isReady(node), "ready again");
  assert.equal(await node.metric("portcullis_snapshot_generation"), 2);
  assert.equal(await node.metric('portcullis_thread_restarts_total{role="control"}'), 1);
  assert.equal(await node.metric('portcullis_config_reload_total{outcome="accepted"}'), 2);

  node.write("three");
  await until(async () => (await hello(node)) === "three", "reloaded by the new control worker");
  await until(() => readFileSync(join(node.folder, "access.log"), "utf8").split("\n").length > 11, "written");
});

test("control that returns to a broken configuration keeps the one that the node runs by", async (t) => {
  const node = await startNode(t);
  node.kill("control");
  node.write("[broken");
  await until(() => node.log().includes("control died"), "dead");
  await until(() => isReady(node), "ready again");
  assert.equal(await node.metric("portcullis_config_last_reload_successful"), 0);
  node.kill("gateway 1");
  await until(() => node.log().includes("gateway 1 died"), "dead");
  await until(() => isReady(node), "ready again");
  for (let i = 0; i < 10; i++) assert.equal(await hello(node), "one");
  node.write("two");
  await until(async () => (await hello(node)) === "two", "reloaded");
});

test("a thread that dies again and again is started again more and more slowly", async (t) => {
  const node = await startNode(t);
  for (let deaths = 1; deaths <= 3; deaths++) {
    node.kill("gateway 0");
    const count = () => node.log().split("gateway 0 died and is started again").length - 1;
    await until(() => count() === deaths, `dead ${deaths} times`);
    await until(() => isReady(node), "ready again");
  }
  const waits = [...node.log().matchAll(/"inMs":([0-9]+)/g)].map(([, ms]) => Number(ms));
  assert.deepEqual(waits, [0, 100, 200]);
});

test("bans outlive every thread that dies: the workers that ask, control that writes, the store's own", async (t) => {
  const node = await startNode(t);
  const client = { Connection: "close", "X-Forwarded-For": "203.0.113.7" };
  const ask = async (): Promise<number> => (await fetch(`${node.url}/hello`, { headers: client })).status;
  const token = (): string => readFileSync(join(node.folder, ".portcullis", "admin-token"), "utf8").trim();
  const ban = (subject: string): Promise<number> =>
    fetch(`${node.admin}/api/v1/bans`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token()}`, "Content-Type": "application/json" },
      body: JSON.stringify({ subject, reason: "a test" }),
    }).then(
      ({ status }) => status,
      () => 0,
    );
  assert.equal(await ban("203.0.113.7"), 201);
  assert.equal(await ask(), 403);
  for (const thread of ["gateway 0", "gateway 1", "control"]) {
    const restarts = node.log().split("is started again").length;
    node.kill(thread);
    await until(() => node.log().split("is started again").length > restarts, `${thread} is dead`);
    await until(() => isReady(node), "ready again");
    for (let i = 0; i < 10; i++) assert.equal(await ask(), 403, thread);
  }
  await until(async () => (await ban("192.0.2.1")) === 201, "kept by the new control");
  node.kill("store");
  await until(
    async () => (await node.metric('portcullis_store_failures_total{failure="unavailable"}')) >= 1,
    "told",
  );
  assert.equal(await ask(), 403);
  await until(async () => (await ban("192.0.2.2")) === 201, "kept by the new store's thread");
  assert.equal(await node.metric("portcullis_list_entries"), 3);
});

test("a store that is damaged under a running node is renewed, and loses no ban that the node has", async (t) => {
  const node = await startNode(t);
  const folder = join(node.folder, ".portcullis");
  const token = readFileSync(join(folder, "admin-token"), "utf8").trim();
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const ban = async (subject: string): Promise<void> => {
    const body = JSON.stringify({ subject, reason: "a test" });
    assert.equal((await fetch(`${node.admin}/api/v1/bans`, { method: "POST", headers, body })).status, 201);
  };
  const bans = async (): Promise<string[]> => {
    const res = await fetch(`${node.admin}/api/v1/bans`, { headers });
    const { entries } = (await res.json()) as { entries: { subject: string; reason: string }[] };
    return entries.map(({ subject, reason }) => `${subject} ${reason}`).toSorted();
  };
  for (const subject of ["192.0.2.1", "192.0.2.2", "203.0.113.7"]) await ban(subject);
  for (const name of ["store.sqlite", "store.sqlite-wal"])
    writeFileSync(join(folder, name), "damaged".repeat(2000));
  node.kill("store");
  const renewed = 'portcullis_store_failures_total{failure="corrupt"}';
  await until(async () => (await node.metric(renewed)) === 1, "renewed");
  await until(async () => (await node.metric("portcullis_store_up")) === 1, "open");
  const expected = ["192.0.2.1/32 a test", "192.0.2.2/32 a test", "203.0.113.7/32 a test"];
  assert.deepEqual(await bans(), expected);
  const control = node.log().split("is started again").length;
  node.kill("control");
  await until(() => node.log().split("is started again").length > control, "dead");
  await until(async () => (await node.metric("portcullis_store_up").catch(() => 0)) === 1, "open again");
  assert.deepEqual(await bans(), expected);
  const client = { Connection: "close", "X-Forwarded-For": "203.0.113.7" };
  assert.equal((await fetch(`${node.url}/hello`, { headers: client })).status, 403);
});
