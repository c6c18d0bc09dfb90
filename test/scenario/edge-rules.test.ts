// Edge rules as a configuration writes them: which requests they take, what becomes of these, in which order,
// and what the access line says.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { productEngines } from "#gateway/pipeline.ts";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { wordRules } from "../harness/waf-gateway.ts";

const CONFIG = `
networks: { office: [203.0.113.0/24, "2001:db8:1::/48"] }
trustedHops: [127.0.0.1]
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
sites:
  api:
    hosts: ["*"]
    rewrites: [{ when: [{ variable: path, equals: /alias }], request: { path: /admin/alias } }]
    edgeRules:
      trial:
        when: [{ variable: path, starts: /trial }]
        mode: dryRun
        deny: {}
      switched-off: { mode: off, deny: {} }
      over: { expires: 2020-01-01, deny: {} }
      old-client:
        when: [{ variable: header.user-agent, contains: OLD, ignoreCase: true }]
        tag: old-client
      monitor:
        when: [{ variable: header.x-monitor, equals: "yes" }]
        allow: {}
      admin:
        when:
          - { variable: path, starts: /admin }
          - { variable: client.address, network: office, negate: true }
        deny: { status: 404 }
      group:
        when:
          - any:
              - { variable: cookie.role, in: [bad, worse] }
              - all: [{ variable: query.debug, exists: true }, { variable: method, equals: POST, negate: true }]
        deny: {}
      large:
        when: [{ variable: body.length, over: 100, under: 1000 }]
        deny: { status: 413 }
      silence: { when: [{ variable: path, equals: /silence }], drop: {} }
      notice:
        when: [{ variable: path, equals: /notice }]
        respond: { status: 451, contentType: text/plain, body: "not here: ü" }
      moved:
        when: [{ variable: path, matches: "^/moved/[0-9]+$" }]
        redirect: { location: "/new{path}", keepQuery: true, status: 307 }
      always-closed: { when: [{ variable: path, equals: /night }, { during: {} }], deny: {} }
      never-closed: { when: [{ variable: path, equals: /day }, { during: {}, negate: true }], deny: {} }
      per-device:
        when: [{ variable: path, equals: /device }]
        limit: { requests: 2, window: 1h, by: [header.x-device], perAddress: 5 }
      per-client:
        when: [{ variable: path, equals: /limited }]
        limit: { requests: 2, window: 1h }
      trial-limit:
        when: [{ variable: path, equals: /counted }]
        mode: dryRun
        limit: { requests: 1, window: 1h }
      blocking:
        when: [{ variable: path, equals: /blocking }]
        limit: { requests: 1, window: 1s, blockFor: 1h }
    routes: { all: { path: /*, target: { pool: up } } }
`;

const echo = answering(() => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

const TWO_POLICIES = `
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
wafPolicies:
  strict: { ruleSets: [{ files: rules.conf }] }
  watching: { mode: detection, ruleSets: [{ files: rules.conf }] }
sites:
  api:
    hosts: ["*"]
    wafPolicy: strict
    edgeRules:
      partner: { when: [{ variable: query.partner, equals: "1" }], wafPolicy: watching }
      friend: { when: [{ variable: query.friend, equals: "1" }], allow: {} }
    routes: { all: { path: /*, target: { pool: up } } }
`;

describe("an edge rule with a WAF policy", () => {
  it("puts it in the place of the route's, and an allow leaves the route's in force", async (t) => {
    const backend = await startRawBackend(echo);
    t.after(() => backend.close());
    const files = { "rules.conf": wordRules };
    const gateway = await startConfigured(
      TWO_POLICIES.replace("PORT", String(backend.port)),
      files,
      productEngines,
    );
    t.after(() => gateway.close());
    const statuses: number[] = [];
    for (const query of ["q=attack", "q=attack&partner=1", "q=attack&friend=1"]) {
      const head = `GET /?${query} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n`;
      statuses.push(statusOf((await exchangeRaw(gateway.port, head)).bytes));
    }
    assert.deepEqual(statuses, [403, 200, 403]);
    const policies = (await gateway.recorded(3)).map(({ wafPolicy, wafRules }) => [wafPolicy, wafRules]);
    assert.deepEqual(policies, [
      ["strict", [1001]],
      ["watching", [1001]],
      ["strict", [1001]],
    ]);
  });
});

const COUNTRIES = `
networks: { far: { countries: [BR, ZZ] } }
trustedHops: [127.0.0.1]
sites:
  api:
    hosts: ["*"]
    edgeRules:
      named: { when: [{ variable: client.address, network: far }], deny: { status: 451 } }
      coded: { when: [{ variable: client.country, in: [JP] }], deny: {} }
      each: { when: [{ variable: path, equals: /limited }], limit: { requests: 2, window: 1h, by: [client.country] } }
    routes: { all: { path: /*, target: { respond: {} } } }
`;

describe("an edge rule on countries", () => {
  it("holds for the client's, whatever the client says of itself", async (t) => {
    const gateway = await startConfigured(COUNTRIES);
    t.after(() => gateway.close());
    const ask = async (client: string, path = "/"): Promise<number> => {
      const told = `X-Forwarded-For: 200.160.2.3, ${client}\r\nCF-IPCountry: BR\r\n`;
      const head = `GET ${path} HTTP/1.1\r\nHost: a.example\r\n${told}Connection: close\r\n\r\n`;
      return statusOf((await exchangeRaw(gateway.port, head)).bytes);
    };
    assert.equal(await ask("200.160.2.3"), 451);
    assert.equal(await ask("203.0.113.9"), 451);
    assert.equal(await ask("202.12.27.33"), 403);
    assert.equal(await ask("8.8.8.8"), 200);
    const limited = [];
    for (const client of ["8.8.8.8", "8.8.4.4", "8.8.9.9", "194.25.0.60"])
      limited.push(await ask(client, "/limited"));
    assert.deepEqual(limited, [200, 200, 429, 200]);
  });
});

describe("edge rules", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(echo);
    gateway = await startConfigured(CONFIG.replace("PORT", String(backend.port)));
  });
  after(async () => {
    await gateway.close();
    await backend.close();
  });

  let nextClient = 1;

  /** From a client of its own unless it is said. */
  async function ask(target: string, fields: readonly string[] = [], client?: string, body = "") {
    const address = client ?? `198.51.100.${nextClient++}`;
    const before = gateway.records.length;
    const method = body === "" ? "GET" : "POST";
    const length = body === "" ? [] : [`Content-Length: ${body.length}`];
    const lines = [`${method} ${target} HTTP/1.1`, "Host: a.example", `X-Forwarded-For: ${address}`];
    const head = [...lines, ...fields, ...length, "Connection: close", "", ""].join("\r\n");
    const { bytes: answer } = await exchangeRaw(gateway.port, head + body);
    const records = await gateway.recorded(before + 1);
    const record = records[before];
    assert.ok(record !== undefined);
    return { answer, status: statusOf(answer), record };
  }

  it("let pass what none of them takes, and say nothing", async () => {
    const { status, record } = await ask("/");
    assert.equal(status, 200);
    assert.deepEqual([record.edgeRules, record.edgeRulesDry, record.tags], [[], [], []]);
  });

  it("deny by path and network, with the status that is written", async () => {
    const { status, record } = await ask("/admin/x");
    assert.equal(status, 404);
    assert.equal(record.endStage, "screen");
    assert.equal(record.reason, "screen-denied");
    assert.equal(record.detail, "edge rule admin");
    assert.deepEqual(record.edgeRules, ["admin"]);
  });

  for (const office of ["203.0.113.7", "2001:db8:1::7"]) {
    it(`let ${office} of the named network in`, async () => {
      assert.equal((await ask("/admin/x", [], office)).status, 200);
    });
  }

  for (const spelling of ["/x/../admin/x", "/%61dmin/x", "//admin/x", "/ADMIN/x", "/alias"]) {
    it(`see the path that is forwarded, also of ${spelling}`, async () => {
      assert.equal((await ask(spelling)).status, 404);
    });
  }

  it("stop at an allow, and go on after a tag", async () => {
    const allowed = await ask("/admin/x", ["X-Monitor: yes", "User-Agent: veryOld/1"]);
    assert.equal(allowed.status, 200);
    assert.deepEqual(allowed.record.edgeRules, ["old-client", "monitor"]);
    assert.deepEqual(allowed.record.tags, ["old-client"]);
    assert.equal((await ask("/admin/x", ["X-Monitor: yes, yes"])).status, 404);
  });

  it("only note what a rule on trial would do", async () => {
    const { status, record } = await ask("/trial/x");
    assert.equal(status, 200);
    assert.deepEqual(record.edgeRulesDry, ["trial"]);
    assert.deepEqual(record.edgeRules, []);
    assert.ok(gateway.events.includes("edge rule api/trial dry-run"));
  });

  it("hold groups of conditions against cookies, parameters and methods", async () => {
    const statuses = [
      (await ask("/", ["Cookie: a=1; role=worse"])).status,
      (await ask("/", ["Cookie: role=good"])).status,
      (await ask("/?debug")).status,
      (await ask("/?de%62ug=1&x=2")).status,
      (await ask("/?debug=1", [], undefined, "body")).status,
    ];
    assert.deepEqual(statuses, [403, 200, 403, 403, 200]);
  });

  it("compare numbers: above one and below the other", async () => {
    const statuses = [];
    for (const length of [100, 101, 999, 1000]) {
      statuses.push((await ask("/", [], undefined, "x".repeat(length))).status);
    }
    assert.deepEqual(statuses, [200, 413, 413, 200]);
  });

  it("close the connection without an answer", async () => {
    const { answer, record } = await ask("/silence");
    assert.equal(answer, "");
    assert.equal(record.reason, "screen-dropped");
    assert.equal(record.detail, "edge rule silence");
  });

  it("answer in the backend's place", async () => {
    const notice = await ask("/notice");
    assert.equal(notice.status, 451);
    assert.equal(contentOf(notice.answer), Buffer.from("not here: ü").toString("latin1"));
    assert.equal(notice.record.reason, "screen-answer");
    const moved = await ask("/moved/7?a=b");
    assert.equal(moved.status, 307);
    assert.match(moved.answer, /^location: \/new\/moved\/7\?a=b\r$/im);
  });

  it("hold at times, and at others not", async () => {
    assert.equal((await ask("/night")).status, 403);
    assert.equal((await ask("/day")).status, 200);
  });

  it("limit each client for itself, and say when to come again", async () => {
    const first = "192.0.2.1";
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask("/limited", [], first)).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await ask("/limited", [], "192.0.2.2")).status, 200);
    const { answer, record } = await ask("/limited", [], first);
    assert.match(answer, /^retry-after: [1-9][0-9]*\r$/im);
    assert.equal(record.reason, "screen-limited");
    assert.deepEqual(record.edgeRules, ["per-client"]);
  });

  it("count a network of IPv6 as one client", async () => {
    const statuses = [];
    for (let i = 1; i <= 3; i++) statuses.push((await ask("/limited", [], `2001:db8:5::${i}`)).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await ask("/limited", [], "2001:db8:5:1::1")).status, 200);
  });

  it("do not let a client escape by a value that it chooses", async () => {
    const client = "192.0.2.77";
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await ask("/device", [`X-Device: ${i}`], client)).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
  });

  it("hold one value to its limit, from wherever it comes", async () => {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask("/device", ["X-Device: shared"])).status);
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  it("refuse for a time who passed the limit, though the window has room again", async () => {
    const client = "192.0.2.99";
    const statuses = [
      (await ask("/blocking", [], client)).status,
      (await ask("/blocking", [], client)).status,
    ];
    await new Promise((resolve) => setTimeout(resolve, 2100));
    statuses.push((await ask("/blocking", [], client)).status);
    assert.deepEqual(statuses, [200, 429, 429]);
    assert.equal((await ask("/blocking")).status, 200);
  });

  it("count for a limit on trial, and refuse nothing", async () => {
    const client = "192.0.2.120";
    assert.deepEqual((await ask("/counted", [], client)).record.edgeRulesDry, []);
    const { status, record } = await ask("/counted", [], client);
    assert.equal(status, 200);
    assert.deepEqual(record.edgeRulesDry, ["trial-limit"]);
  });
});
