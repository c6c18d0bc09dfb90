// Virtual patches on a gateway: what they refuse, what they let pass, and that they end on their day.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { productEngines } from "#gateway/pipeline.ts";
import { startConfigured } from "../harness/configured.ts";

const rules = { "own.conf": 'SecRule ARGS:never "@streq x" "id:9,phase:2,pass,nolog"\n' };

async function gatewayWith(t: TestContext, patch: string, mode = "prevention") {
  const config = `
wafPolicies:
  patched:
    mode: ${mode}
    ruleSets: [{ files: own.conf }]
    virtualPatches:
      - ${patch}
sites:
  api:
    hosts: ["*"]
    wafPolicy: patched
    routes: { all: { path: "/*", target: { respond: { body: passed } } } }
`;
  const gateway = await startConfigured(config, rules, productEngines);
  t.after(() => gateway.close());
  const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, init);
    await response.arrayBuffer();
    return response.status;
  };
  return { gateway, ask };
}

const SORT = `{ id: 50001, reason: "CVE-2026-1234", ticket: "https://tickets.example.com/SEC-17", paths: [/orders/*],
        methods: [GET], match: { part: argument, name: { equals: sort }, pattern: "[^a-z_]" } }`;

test("a patch refuses what it describes, on its paths and methods alone", async (t) => {
  const { ask } = await gatewayWith(t, SORT);
  assert.equal(await ask("/orders/7?sort=name"), 200);
  assert.equal(await ask("/orders/7?sort=(select+1)"), 403);
  assert.equal(await ask("/orders/7?other=(select+1)"), 200);
  assert.equal(await ask("/stock/7?sort=(select+1)"), 200);
  assert.equal(await ask("/orders/7?sort=(select+1)", { method: "DELETE" }), 200);
});

test("no spelling of the path leads around a patch", async (t) => {
  const { ask } = await gatewayWith(t, SORT);
  for (const path of ["/%6frders/7", "/orders//7", "/x/../orders/7", "/orders;v=1/7", "/ORDERS/7"])
    assert.equal(await ask(`${path}?sort=(select+1)`), 403, path);
});

test("the WAF log tells the reason and the ticket", async (t) => {
  const { gateway, ask } = await gatewayWith(t, SORT);
  await ask("/orders/7?sort=(select+1)");
  await gateway.recorded(1);
  const { action, matches } = JSON.parse(gateway.wafLines[0] ?? "");
  assert.equal(action, "blocked");
  assert.deepEqual(
    [matches[0].rule, matches[0].message, matches[0].tags],
    [50_001, "CVE-2026-1234", ["virtual-patch", "ticket/https://tickets.example.com/SEC-17"]],
  );
});

test("action: log and a policy that detects note the match and let it pass", async (t) => {
  const logging = await gatewayWith(t, SORT.replace("id:", "action: log, id:"));
  assert.equal(await logging.ask("/orders/7?sort=(select+1)"), 200);
  await logging.gateway.recorded(1);
  assert.equal(JSON.parse(logging.gateway.wafLines[0] ?? "").action, "detected");
  const detecting = await gatewayWith(t, SORT, "detection");
  assert.equal(await detecting.ask("/orders/7?sort=(select+1)"), 200);
});

test("a patch without a match closes its paths", async (t) => {
  const { ask } = await gatewayWith(
    t,
    "{ id: 50002, reason: debug page, paths: [/debug/*], methods: [POST] }",
  );
  assert.equal(await ask("/debug/x", { method: "POST" }), 403);
  assert.equal(await ask("/debug/x"), 200);
});

test("a patch in SecLang runs as it is written, chains too", async (t) => {
  const { gateway, ask } = await gatewayWith(
    t,
    `id: 50003
        reason: two headers together
        secLang: |
          SecRule REQUEST_HEADERS:X-A "@streq 1" "id:50003,phase:1,chain"
            SecRule REQUEST_HEADERS:X-B "@streq 2"`,
  );
  assert.equal(await ask("/", { headers: { "x-a": "1" } }), 200);
  assert.equal(await ask("/", { headers: { "x-a": "1", "x-b": "2" } }), 403);
  await gateway.recorded(2);
  assert.deepEqual(JSON.parse(gateway.wafLines[0] ?? "").matches[0].tags, ["virtual-patch"]);
});

test("bodies, cookies, file names, paths and queries are parts too", async (t) => {
  const cases: readonly (readonly [match: string, path: string, init: RequestInit])[] = [
    ["{ part: argument, pattern: evil }", "/", { method: "POST", body: new URLSearchParams({ a: "evil" }) }],
    ["{ part: cookie, name: { startsWith: s }, pattern: evil }", "/", { headers: { cookie: "sid=evil" } }],
    ["{ part: path, pattern: '/ev.l$' }", "/%65vil", {}],
    ["{ part: query, pattern: '^evil' }", "/?evil", {}],
    ["{ part: header-name, pattern: '(?i)^x-evil$' }", "/", { headers: { "X-Evil": "1" } }],
    ["{ part: argument, pattern: 'quo\"te\\\\' }", "/?a=quo%22te%5C", {}],
  ];
  for (const [match, path, init] of cases) {
    const { ask } = await gatewayWith(t, `{ id: 50004, reason: x, match: ${match} }`);
    assert.equal(await ask(path, init), 403, match);
    assert.equal(await ask("/fine?a=b"), 200, match);
  }
});

test("a patch ends at its moment, without a new configuration", async (t) => {
  const expires = new Date(Date.now() + 1500).toISOString();
  const { ask } = await gatewayWith(t, `{ id: 50005, reason: x, expires: "${expires}", paths: [/debug] }`);
  assert.equal(await ask("/debug"), 403);
  await sleep(1600);
  assert.equal(await ask("/debug"), 200);
});
