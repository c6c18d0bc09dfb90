// Functions of the operator's own as edge rules run them: what they see and decide, what becomes of requests
// for which they fail, and what stays when their script changes.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, test } from "node:test";
import { fileURLToPath } from "node:url";
import { queryObjects } from "node:v8";
import { EdgeFunction } from "#gateway/edge/edge-function.ts";
import { productEngines } from "#gateway/pipeline.ts";
import { configuredWhole, startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { newNodeFolder } from "../harness/node-folder.ts";
import { freePorts, startProgram, testFolder } from "../harness/program.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { wordRules } from "../harness/waf-gateway.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/functions/portcullis.yaml", import.meta.url));

const GUARD = `
let runs = 0;

function decide(request) {
  runs++;
  switch (request.path) {
    case "/deny": return { deny: 451, detail: "runs " + runs + "\\r\\nX: y" };
    case "/denied": return { deny: true };
    case "/drop": return { drop: true };
    case "/tag": return { tag: "seen" };
    case "/allow": return { allow: true };
    case "/answer": return { respond: { status: 202, contentType: "text/plain", body: "ü" } };
    case "/moved": return { redirect: "/new?" + request.query, status: 302 };
    case "/hang": for (;;);
    case "/cookies": return { tag: "c" + Object.keys(request.cookies).length };
    case "/cookie": return { tag: "x" + [request.cookie("n299"), ...request.header("X-A").split(", ")].join("-") };
    case "/throw": throw new Error("not today");
    case "/wrong": return { redirect: "//elsewhere.example" };
    case "/see": return { respond: { body: JSON.stringify([
      request.method, request.host, request.address, request.headers["x-a"], request.cookies.sid,
      request.header("X-A"), request.cookie("sid"), request.header("x-b") === undefined,
      request.bot.class, request.listener, request.scheme, request.site, request.tags,
    ]) } };
  }
}
`;

const CONFIG = `
trustedHops: [127.0.0.1]
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
wafPolicies: { strict: { ruleSets: [{ files: rules.conf }] } }
functions:
  guard: { file: guard.js, timeout: 20ms }
  lenient: { code: "function decide() { throw new Error('lost') }", onFailure: pass }
  closed: { code: "function decide() { return { deny: true } }" }
  broken: { code: "function decide() { throw 1 }" }
sites:
  api:
    hosts: ["*"]
    wafPolicy: strict
    edgeRules:
      first: { when: [{ variable: path, equals: /see }], tag: early }
      own: { run: guard }
      lenient: { when: [{ variable: path, equals: /lenient }], run: lenient }
      trial: { when: [{ variable: path, equals: /trial }], mode: dryRun, run: closed }
      trial-broken: { when: [{ variable: path, equals: /trial }], mode: dryRun, run: broken }
      over: { expires: 2020-01-01, run: closed }
      last: { when: [{ variable: header.x-last, exists: true }], deny: { status: 410 } }
    routes: { all: { path: /*, target: { pool: up } } }
`;

const echo = answering(() => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

describe("a function that an edge rule runs", () => {
  let backend: RawBackend;
  let gateway: TestGateway;
  before(async () => {
    backend = await startRawBackend(echo);
    const text = CONFIG.replace("PORT", String(backend.port));
    gateway = await startConfigured(text, { "guard.js": GUARD, "rules.conf": wordRules }, productEngines);
  });
  after(async () => {
    await gateway.close();
    await backend.close();
  });

  async function ask(path: string, ...fields: readonly string[]): Promise<string> {
    const lines = [`GET ${path} HTTP/1.1`, "Host: a.example", ...fields, "Connection: close"];
    return (await exchangeRaw(gateway.port, `${lines.join("\r\n")}\r\n\r\n`)).bytes;
  }

  async function lastRecord(count: number) {
    const record = (await gateway.recorded(count)).at(-1);
    assert.ok(record !== undefined);
    return record;
  }

  async function asked(path: string, ...fields: readonly string[]) {
    const before = gateway.records.length;
    const bytes = await ask(path, ...fields);
    const { reason, detail, edgeRules, edgeRulesDry, tags, endStage } = await lastRecord(before + 1);
    const status = bytes === "" ? 0 : statusOf(bytes);
    return { bytes, status, reason, detail, edgeRules, edgeRulesDry, tags, endStage };
  }

  it("lets everything else go on its way", async () => {
    const { status, edgeRules, detail } = await asked("/");
    assert.deepEqual([status, edgeRules, detail], [200, [], ""]);
  });

  it("denies, with what it says in the access line and not in the answer", async () => {
    const { status, reason, detail, edgeRules, bytes } = await asked("/deny");
    assert.deepEqual([status, reason, edgeRules], [451, "screen-denied", ["own"]]);
    assert.match(detail, /^edge rule own: runs [0-9]+ X: y$/);
    assert.doesNotMatch(bytes, /runs/);
    assert.equal((await asked("/denied")).status, 403);
  });

  it("drops, answers and redirects", async () => {
    const dropped = await asked("/drop");
    assert.deepEqual([dropped.bytes, dropped.reason], ["", "screen-dropped"]);
    const answered = await asked("/answer");
    assert.deepEqual([answered.status, answered.reason], [202, "screen-answer"]);
    assert.equal(contentOf(answered.bytes), "\xc3\xbc");
    const moved = await asked("/moved?a=b");
    assert.equal(moved.status, 302);
    assert.match(moved.bytes, /\r\nLocation: \/new\?a=b\r\n/);
  });

  it("tags, and the rules after it are asked", async () => {
    const tagged = await asked("/tag");
    assert.deepEqual([tagged.status, tagged.tags, tagged.edgeRules], [200, ["seen"], ["own"]]);
    const denied = await asked("/tag", "X-Last: 1");
    assert.deepEqual([denied.status, denied.tags, denied.edgeRules], [410, ["seen"], ["own", "last"]]);
  });

  it("allows past the rules after it, and not past the WAF", async () => {
    assert.equal((await asked("/allow", "X-Last: 1")).status, 200);
    const attack = await asked("/allow?q=attack");
    assert.deepEqual([attack.status, attack.reason], [403, "waf-blocked"]);
  });

  it("sees the request as conditions do", async () => {
    const seen = await asked(
      "/see",
      "X-A: 1",
      "x-a: 2",
      "Cookie: sid=s; sid=t",
      "X-Forwarded-For: 192.0.2.7",
    );
    assert.deepEqual(JSON.parse(contentOf(seen.bytes)), [
      ...["GET", "a.example", "192.0.2.7", "1, 2", "s"],
      ...["1, 2", "s", true],
      ...["unknown", "public", "http", "api", ["early"]],
    ]);
  });

  it("has as many cookies as an object takes, and more by their names", async () => {
    const runs = async () => /runs ([0-9]+)/.exec((await asked("/deny")).detail)?.[1];
    const cookies = (count: number) =>
      `Cookie: ${Array.from({ length: count }, (_, i) => `n${i}=${i}; n0=again`).join("; ")}`;
    const before = Number(await runs());
    assert.deepEqual((await asked("/cookies", cookies(256))).tags, ["c256"]);
    const refused = await asked("/cookies", cookies(257));
    assert.deepEqual([refused.status, refused.reason], [500, "function-failed"]);
    assert.equal(
      refused.detail,
      "edge rule own: function guard: RangeError: the request has more than 256 cookies",
    );
    assert.deepEqual((await asked("/cookie", cookies(300), "X-A: 1", "x-a: 2")).tags, ["x299-1-2"]);
    assert.equal(Number(await runs()), before + 4);
  });

  it("that takes too long denies, and the next request has a fresh one", async () => {
    const hung = await asked("/hang");
    assert.deepEqual([hung.status, hung.reason], [500, "function-failed"]);
    assert.equal(hung.detail, "edge rule own: function guard: took more than 20 ms");
    assert.doesNotMatch(hung.bytes, /guard|20 ms/);
    assert.match((await asked("/deny")).detail, /^edge rule own: runs 1 /);
    assert.ok(gateway.events.includes("function guard timeout"));
  });

  it("that fails denies, and says why in the access line", async () => {
    const thrown = await asked("/throw");
    assert.deepEqual([thrown.status, thrown.reason], [500, "function-failed"]);
    assert.match(
      thrown.detail,
      /^edge rule own: function guard: Error: not today at guard\.js:[0-9]+:[0-9]+$/,
    );
    const wrong = await asked("/wrong");
    assert.equal(wrong.status, 500);
    assert.match(wrong.detail, /"\/\/elsewhere\.example" is neither an absolute URL nor a path$/);
  });

  it("that may fail lets pass, and says so", async () => {
    const { status, detail, edgeRules } = await asked("/lenient");
    assert.deepEqual([status, edgeRules], [200, []]);
    assert.match(detail, /^edge rule lenient: function lenient: Error: lost at lenient:1:/);
    assert.equal((await asked("/lenient", "X-Last: 1")).status, 410);
  });

  it("on trial only says what it would have done", async () => {
    const { status, edgeRules, edgeRulesDry } = await asked("/trial");
    assert.deepEqual([status, edgeRules, edgeRulesDry], [200, [], ["trial", "trial-broken"]]);
  });

  it("is made anew where its configuration changes, and the old one goes", async () => {
    const text = CONFIG.replace("PORT", String(backend.port));
    const files = { "guard.js": GUARD, "rules.conf": wordRules };
    const snapshot = await configuredWhole(text, files);
    const functions = snapshot.functions.filter(({ name }) => name !== "guard");
    for (let turn = 0; turn < 20; turn++) {
      const source = `${GUARD}// ${turn}`;
      const guard = snapshot.functions.filter(({ name }) => name === "guard").map((f) => ({ ...f, source }));
      await gateway.apply({ ...snapshot, generation: 2 + turn, functions: [...functions, ...guard] });
    }
    assert.match((await asked("/deny")).detail, /^edge rule own: runs 1 /);
    // Of the one in force, and of one that a connection may still have.
    assert.ok(Number(queryObjects(EdgeFunction)) <= 2 * snapshot.functions.length);
    const source = GUARD.replace('"seen"', '"seen-anew"');
    await gateway.apply({
      ...(await configuredWhole(text, { ...files, "guard.js": source })),
      generation: 30,
    });
    assert.deepEqual((await asked("/tag")).tags, ["seen-anew"]);
  });

  it("stays as it is where something else changes", async () => {
    const text = CONFIG.replace("PORT", String(backend.port));
    const files = { "guard.js": GUARD, "rules.conf": wordRules };
    await gateway.apply({ ...(await configuredWhole(text, files)), generation: 40 });
    assert.match((await asked("/deny")).detail, /^edge rule own: runs 1 /);
    const changed = text.replace("status: 410", "status: 423");
    await gateway.apply({ ...(await configuredWhole(changed, files)), generation: 41 });
    assert.match((await asked("/deny")).detail, /^edge rule own: runs 2 /);
    assert.equal((await asked("/", "X-Last: 1")).status, 423);
    const longer = changed.replace("timeout: 20ms", "timeout: 21ms");
    await gateway.apply({ ...(await configuredWhole(longer, files)), generation: 42 });
    assert.match((await asked("/deny")).detail, /^edge rule own: runs 1 /);
  });
});

const NODE = `
functions: { guard: { file: own/guard.js } }
sites:
  default:
    hosts: ["*"]
    edgeRules: { own: { run: guard } }
    routes: { all: { path: /*, target: { respond: { body: through } } } }
`;

test("a node takes over a changed script, and keeps the old one where the new one is broken", async (t) => {
  const { folder, file, port, adminPort } = await newNodeFolder(t, NODE);
  mkdirSync(join(folder, "own"));
  const write = (script: string): void => writeFileSync(join(folder, "own/guard.js"), script);
  write("function decide({ path }) { if (path === '/a') return { deny: 418 } }");
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  const statusAt = async (path: string): Promise<number> => {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  };
  assert.deepEqual([await statusAt("/a"), await statusAt("/b")], [418, 200]);

  write("function decide({ path }) {\n  if (path === '/a' return { deny: 418 }\n}");
  await program.until(({ stderr }) => stderr.includes("invalid-function"), "refused");
  assert.match(program.stderr, /own\/guard\.js/);
  assert.match(program.stderr, /"line":2/);
  assert.equal(await statusAt("/a"), 418);

  write("function decide({ path }) { if (path === '/b') return { deny: 410 } }");
  await program.until(async () => (await statusAt("/b")) === 410, "reloaded");
  assert.equal(await statusAt("/a"), 200);

  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  assert.match(metrics, /^portcullis_edge_function_runs_total\{function="guard",outcome="deny"\} [1-9]/m);
  assert.match(metrics, /^portcullis_edge_function_seconds_total\{function="guard"\} 0\.0/m);
});

test("the example of functions does what it says", async (t) => {
  const [port = 0, admin = 0] = await freePorts(2);
  const log = join(testFolder(t), "access.log");
  const env = { EXAMPLE_PORT: `${port}`, EXAMPLE_ADMIN_PORT: `${admin}`, EXAMPLE_ACCESS_LOG: log };
  const program = startProgram(t, ["serve", "--config", EXAMPLE], { env });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: "manual" });
    return status;
  };
  assert.equal(await ask("/"), 200);
  assert.equal(await ask("/", { "X-Request-Number": "12" }), 200);
  assert.equal(await ask("/", { "X-Request-Number": "12; drop" }), 400);
  assert.equal(await ask("/partner/acme/stock"), 401);
  assert.equal(await ask("/partner/acme/stock", { "X-Partner-Token": "p-7f3a" }), 200);
  assert.equal(await ask("/partner/acme/stock", { "X-Partner-Token": "p-91c2" }), 302);
  const lines = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
  await program.until(() => lines().includes('"partner:acme"'), "tagged");
  assert.match(lines(), /"edge rule guard: no partner"/);
});
