// What an operator was told to be kept is kept: bans over kill -9, with a store that is damaged, held by
// another program or out of place, and with threads that die. Traffic goes on through all of it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { helloSite, newNodeFolder } from "../harness/node-folder.ts";
import { type Program, runProgram, startProgram } from "../harness/program.ts";

type Node = {
  readonly folder: string;
  readonly store: string;
  readonly start: () => Promise<Program>;
  /** Asks as this client, which the trusted peer speaks for; gives the status. */
  readonly ask: (client: string) => Promise<number>;
  readonly cli: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
  readonly readyz: () => Promise<{ status: number; warnings: string[]; generation: number }>;
  readonly metric: (sample: string) => Promise<number>;
  readonly admin: string;
};

const CLIENT = "203.0.113.7";
const OTHER = "203.0.113.8";

async function makeNode(t: TestContext, storeOf?: Node): Promise<Node> {
  const store = storeOf === undefined ? "" : `store: { path: ${storeOf.store} }`;
  const { folder, file, port, adminPort } = await newNodeFolder(t, `${store}\n${helloSite()}`);
  const admin = `http://127.0.0.1:${adminPort}`;
  return {
    folder,
    store: storeOf?.store ?? join(folder, ".portcullis", "store.sqlite"),
    admin,
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
    readyz: async () => {
      const res = await fetch(`${admin}/readyz`);
      const { warnings, generation } = (await res.json()) as { warnings: string[]; generation: number };
      return { status: res.status, warnings, generation };
    },
    metric: async (sample) => {
      const lines = (await (await fetch(`${admin}/metrics`)).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${sample} `))?.slice(sample.length + 1));
    },
  };
}

async function killed(program: Program): Promise<void> {
  program.kill("SIGKILL");
  await program.ended;
}

/** Asks until both workers have answered so, each on connections of their own. */
async function askBothWorkers(node: Node, client: string, status: number): Promise<void> {
  const log = join(node.folder, "access.log");
  const before = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  for (let i = 0; i < 40; i++) assert.equal(await node.ask(client), status);
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    const lines = readFileSync(log, "utf8").slice(before).trim().split("\n");
    const workers = new Set(lines.map((line) => (line === "" ? -1 : JSON.parse(line).worker)));
    if (workers.has(0) && workers.has(1)) return;
    assert.ok(performance.now() < deadlineMs, `only the workers ${[...workers].join(", ")} answered`);
    await node.ask(client);
  }
}

test("a ban holds on every worker at once, over kill -9, and until it is lifted", async (t) => {
  const node = await makeNode(t);
  const first = await node.start();
  await askBothWorkers(node, CLIENT, 200);
  const added = await node.cli("ban", "add", CLIENT, "--reason", "scans");
  assert.deepEqual([added.code, added.stderr], [0, ""]);
  assert.match(added.stdout, /1 {2}203\.0\.113\.7\/32 +no end {2}cli {2}scans/);
  await askBothWorkers(node, CLIENT, 403);
  assert.equal(await node.ask(OTHER), 200);
  assert.equal((await node.readyz()).generation, 1);
  await killed(first);
  const second = await node.start();
  assert.equal((await node.readyz()).generation, 2);
  await askBothWorkers(node, CLIENT, 403);
  assert.equal(await node.metric("portcullis_list_entries"), 1);
  assert.match((await node.cli("ban", "list")).stdout, /203\.0\.113\.7\/32/);
  assert.equal((await node.cli("ban", "remove", CLIENT)).code, 0);
  await askBothWorkers(node, CLIENT, 200);
  await killed(second);
  await node.start();
  assert.equal(await node.ask(CLIENT), 200);
  assert.equal((await node.readyz()).generation, 3);
});

test("a ban ends by itself, an allowance wins over it, and a refused request says no more than 403", async (t) => {
  const node = await makeNode(t);
  const program = await node.start();
  await node.cli("ban", "add", "203.0.113.0/24", "--for", "2s");
  const res = await fetch(`${node.admin}/readyz`);
  assert.equal(res.status, 200);
  assert.equal(await node.ask(CLIENT), 403);
  await node.cli("ban", "add", OTHER);
  await node.cli("allow", "add", OTHER, "--reason", "the office");
  assert.equal(await node.ask(OTHER), 200);
  await program.until(async () => (await node.ask(CLIENT)) === 200, "free again");
  assert.equal((await node.cli("allow", "remove", OTHER)).code, 0);
  assert.equal(await node.ask(OTHER), 403);
  const line = readFileSync(join(node.folder, "access.log"), "utf8")
    .split("\n")
    .find((text) => text.includes('"ban"'));
  assert.match(line ?? "", /"stage":"screen","reason":"ban","detail":"ban 1"/);
});

test("what must not be banned, and what is no client, is refused with the reason", async (t) => {
  const node = await makeNode(t);
  await node.start();
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [["ban", "add", "127.0.0.1"], /trusted hop/],
    [["ban", "add", "203.0.113.7/24"], /write 203\.0\.113\.0\/24/],
    [["ban", "add", "example.com"], /write an IPv4 or IPv6 address/],
    [["ban", "add"], /needs a subject/],
    [["ban", "remove", "192.0.2.1"], /not in this list/],
  ];
  for (const [args, why] of refused) {
    const { code, stdout, stderr } = await node.cli(...args);
    assert.deepEqual([code, stdout], [1, ""], args.join(" "));
    assert.match(stderr, why);
  }
  // A prefix that holds the hop bans others in it; the hop itself is let through.
  assert.equal((await node.cli("ban", "add", "127.0.0.0/8")).code, 0);
  assert.equal(await node.ask("127.0.0.1"), 200);
  assert.equal(await node.ask("127.0.0.2"), 403);
  assert.equal((await node.cli("ban", "add", CLIENT, "--for", "soon")).code, 2);
});

test("the admin API answers only who shows the token, and only for its hosts", async (t) => {
  const node = await makeNode(t);
  await node.start();
  const tokenFile = join(node.folder, ".portcullis", "admin-token");
  assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
  const token = readFileSync(tokenFile, "utf8").trim();
  const asJson = { "Content-Type": "application/json" };
  const ours = { Authorization: `Bearer ${token}` };
  const body = JSON.stringify({ subject: CLIENT });
  const send = async (path: string, init: RequestInit): Promise<number> => {
    const res = await fetch(`${node.admin}${path}`, init);
    await res.arrayBuffer();
    return res.status;
  };
  const post = (headers: Record<string, string>, text: string) =>
    send("/api/v1/bans", { method: "POST", headers, body: text });
  assert.equal(await post(asJson, body), 401);
  assert.equal(await post({ ...asJson, Authorization: `Bearer ${token}x` }, body), 401);
  assert.equal(await post({ ...ours, "Content-Type": "text/plain" }, body), 400);
  assert.equal(await post({ ...ours, ...asJson }, "{"), 400);
  assert.equal(await post({ ...ours, ...asJson }, JSON.stringify({ subject: CLIENT, seconds: -1 })), 400);
  assert.equal(await post({ ...ours, ...asJson }, JSON.stringify({ subject: CLIENT, typo: 1 })), 400);
  assert.equal(
    await post({ ...ours, ...asJson }, JSON.stringify({ subject: CLIENT, reason: "x".repeat(20_000) })),
    400,
  );
  assert.equal(await send("/api/v1/bans", { method: "PUT", headers: ours }), 405);
  assert.equal(await send("/api/v1/nothing", { headers: ours }), 404);
  assert.equal(await send("/api/v1/bans", {}), 401);
  assert.equal(await node.ask(CLIENT), 200);
  assert.equal(await post({ ...ours, ...asJson }, body), 201);
  assert.equal(await node.ask(CLIENT), 403);
  const history = await fetch(`${node.admin}/api/v1/generations`, { headers: ours });
  const { generations } = (await history.json()) as { generations: { origin: string; text: string }[] };
  assert.equal(generations[0]?.origin, "start");
  assert.match(generations[0]?.text ?? "", /trustedHops: \[127\.0\.0\.1\]/);
});

test("a store that cannot be opened stops no traffic, refuses bans with the reason, and opens later", async (t) => {
  const node = await makeNode(t);
  writeFileSync(join(node.folder, ".portcullis"), "a file where the folder should be");
  const program = await node.start();
  assert.equal(await node.ask(CLIENT), 200);
  const { status, warnings } = await node.readyz();
  assert.equal(status, 200);
  assert.match(warnings.join(), /nothing new can be kept: the store's file cannot be used/);
  assert.match(program.stderr, /"message":"the store cannot be used; traffic goes on"/);
  assert.equal(await node.metric("portcullis_store_up"), 0);
  assert.ok((await node.metric('portcullis_store_failures_total{failure="unavailable"}')) >= 1);
  assert.equal((await node.cli("ban", "add", CLIENT)).code, 1);
  rmSync(join(node.folder, ".portcullis"));
  await program.until(async () => (await node.metric("portcullis_store_up")) === 1, "open");
  await program.until(async () => (await node.cli("ban", "add", CLIENT)).code === 0, "kept");
  assert.equal(await node.ask(CLIENT), 403);
  assert.deepEqual((await node.readyz()).warnings, []);
});

/** Runs on a disk of a megabyte in this folder; false where this user may not mount one. */
async function onTinyDisk(folder: string, run: () => Promise<void>): Promise<boolean> {
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status !== 0) return false;
  try {
    await run();
  } finally {
    spawnSync("umount", ["-l", folder]);
  }
  return true;
}

test("a full disk refuses bans with the reason, keeps those it acknowledged, and goes on with room", async (t) => {
  const node = await makeNode(t);
  const wasRun = await onTinyDisk(join(node.folder, ".portcullis"), () => fillDisk(node));
  if (!wasRun) t.skip("no file system can be mounted here");
});

async function fillDisk(node: Node): Promise<void> {
  const program = await node.start();
  const fill = join(node.folder, ".portcullis", "fill");
  writeFileSync(fill, Buffer.alloc(760 * 1024));
  const token = readFileSync(join(node.folder, ".portcullis", "admin-token"), "utf8").trim();
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  let kept = 0;
  let refusal = "";
  while (refusal === "" && kept < 200) {
    const body = JSON.stringify({ subject: `192.0.2.${kept + 1}`, reason: "x".repeat(900) });
    const res = await fetch(`${node.admin}/api/v1/bans`, { method: "POST", headers, body });
    const text = await res.text();
    if (res.status === 201) kept++;
    else refusal = `${res.status} ${text}`;
  }
  assert.match(refusal, /507 .*there is no space left for the store/);
  assert.ok(kept > 1, `${kept} bans`);
  assert.equal(await node.ask(`192.0.2.${kept}`), 403);
  assert.equal(await node.ask(`192.0.2.${kept + 1}`), 200);
  assert.match((await node.readyz()).warnings.join(), /no space left/);
  assert.equal(await node.metric("portcullis_store_up"), 0);
  await killed(program);
  const second = await node.start();
  for (let i = 1; i <= kept; i++) assert.equal(await node.ask(`192.0.2.${i}`), 403, `ban ${i}`);
  rmSync(fill);
  await second.until(async () => (await node.cli("ban", "add", CLIENT)).code === 0, "writing again");
  assert.equal(await node.ask(CLIENT), 403);
  assert.deepEqual((await node.readyz()).warnings, []);
  await killed(second);
}

test("a store that another program holds refuses a ban, and nothing of it is in force", async (t) => {
  const node = await makeNode(t);
  await node.start();
  const other = new DatabaseSync(node.store);
  t.after(() => other.close());
  other.exec("begin immediate");
  const refused = await node.cli("ban", "add", CLIENT);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /refused \(503\): another program holds the store/);
  assert.equal(await node.ask(CLIENT), 200);
  other.exec("rollback");
  assert.equal((await node.cli("ban", "add", CLIENT)).code, 0);
  assert.equal(await node.ask(CLIENT), 403);
  // The sweep of what has ended may have met the lock, too.
  assert.ok((await node.metric('portcullis_store_failures_total{failure="locked"}')) >= 1);
});

test("a second node on the same store serves, says whose the store is, and takes over when that node dies", async (t) => {
  const one = await makeNode(t);
  const two = await makeNode(t, one);
  const first = await one.start();
  assert.equal((await one.cli("ban", "add", CLIENT)).code, 0);
  const second = await two.start();
  assert.equal(await two.ask(OTHER), 200);
  const whose = `another node, process ${first.pid}, has the store ${one.store}`;
  const { status, warnings } = await two.readyz();
  assert.equal(status, 200);
  assert.ok(warnings.join().includes(whose), warnings.join());
  assert.ok(second.stderr.includes(whose));
  const refused = await two.cli("ban", "add", OTHER);
  assert.equal(refused.code, 1);
  assert.ok(refused.stderr.includes(whose), refused.stderr);
  assert.deepEqual((await one.readyz()).warnings, [], "the first node is not disturbed");
  assert.equal((await one.cli("ban", "add", OTHER)).code, 0);
  await killed(first);
  await second.until(async () => (await two.metric("portcullis_store_up")) === 1, "the holder");
  assert.deepEqual((await two.readyz()).warnings, []);
  assert.equal(await two.ask(OTHER), 403);
  assert.equal(await two.ask(CLIENT), 403);
});

test("a damaged store is moved aside and told of, and the node starts", async (t) => {
  const node = await makeNode(t);
  const first = await node.start();
  await node.cli("ban", "add", CLIENT);
  first.kill("SIGTERM");
  await first.ended;
  // Cut in the middle of a page, as a file system that lost its end would.
  truncateSync(node.store, 4096 * 3 + 100);
  const second = await node.start();
  assert.equal(await node.ask(OTHER), 200);
  assert.match(second.stderr, /"message":"the store was damaged and is renewed"/);
  const { status, warnings } = await node.readyz();
  assert.equal(status, 200);
  assert.match(warnings.join(), /damaged .* the damaged file is .*store\.sqlite\.corrupt-/);
  assert.ok(readdirSync(join(node.folder, ".portcullis")).some((name) => name.includes(".corrupt-")));
  assert.equal((await node.cli("ban", "add", OTHER)).code, 0);
  assert.equal(await node.ask(OTHER), 403);
});
