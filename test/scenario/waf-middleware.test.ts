// The adapters of examples/waf-middleware, each in its framework on a real server: what an attack meets, and
// that a clean request reaches the application with its body.

import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fc from "fast-check";
import fastify from "fastify";
import { Hono } from "hono";
import { createWaf, type Waf } from "#public/waf.ts";
import { expressWaf } from "../../examples/waf-middleware/express.ts";
import { fastifyWaf } from "../../examples/waf-middleware/fastify.ts";
import { honoWaf } from "../../examples/waf-middleware/hono.ts";
import { nodeWaf } from "../../examples/waf-middleware/node.ts";

const RULES = `
SecRule ARGS|REQUEST_HEADERS:User-Agent "@detectSQLi" "id:1,phase:2,deny,log,t:urlDecodeUni"
SecRule REQUEST_BODY "@contains jndi:" "id:2,phase:2,deny,log"
SecRule ARGS:leave "@streq now" "id:3,phase:2,redirect:https://example.com/,log"
`;

function newWaf(): Waf {
  const { waf, diagnostics } = createWaf({ rules: [{ text: RULES }], bodyLimit: "2KiB" });
  assert(waf !== undefined, JSON.stringify(diagnostics));
  return waf;
}

/** Each application answers a POST with the `name` of its JSON body. */
const applications: Readonly<Record<string, (t: TestContext) => Promise<Listener> | Listener>> = {
  express: () => {
    const app = express();
    app.use(...expressWaf(newWaf()));
    app.get("/", (_req, res) => void res.send("hello"));
    app.post("/", (req, res) => void res.send(String(req.body.name)));
    return app;
  },
  fastify: async (t) => {
    const app = fastify();
    fastifyWaf(app, newWaf());
    app.addContentTypeParser("text/plain", { parseAs: "string" }, (_req, body, done) => done(null, body));
    app.get("/", () => "hello");
    app.post<{ Body: { name: string } }>("/", (request) => String(request.body.name));
    await app.ready();
    t.after(() => app.close());
    return app.routing;
  },
  hono: () => {
    const app = new Hono();
    app.use(honoWaf(newWaf(), () => "127.0.0.1"));
    app.get("/", (c) => c.text("hello"));
    app.post("/", async (c) => c.text(String((await c.req.json()).name)));
    return getRequestListener(app.fetch);
  },
  "node:http": () =>
    nodeWaf(newWaf(), (req, res, body) =>
      res.end(req.method === "POST" ? String(JSON.parse(body.toString()).name) : "hello"),
    ),
};

/** May answer by a promise, as `createServer` lets it. */
type Listener = (...args: Parameters<RequestListener>) => unknown;

async function serve(t: TestContext, listener: Listener): Promise<string> {
  const server = createServer((req, res) => void listener(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

const json = (value: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

const SQLI = "1' OR '1'='1";

for (const [name, application] of Object.entries(applications)) {
  test(`${name}: a clean request passes with its body, an attack gets 403 wherever it stands`, async (t) => {
    const url = await serve(t, await application(t));
    const ask = async (path: string, init: RequestInit = {}): Promise<readonly [number, string]> => {
      const response = await fetch(`${url}${path}`, { redirect: "manual", ...init });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await ask("/?q=shoes"), [200, "hello"]);
    assert.deepEqual(await ask("/", json({ name: "Ada" })), [200, "Ada"]);
    const [status] = await ask(`/?q=${encodeURIComponent(SQLI)}`);
    assert.equal(status, 403);
    assert.equal((await ask("/", { headers: { "user-agent": SQLI } }))[0], 403);
    assert.equal((await ask("/", json({ name: SQLI })))[0], 403);
    const form = { method: "POST", body: new URLSearchParams({ name: SQLI }) };
    assert.equal((await ask("/", form))[0], 403);
    const text = { method: "POST", body: "${jndi:ldap}", headers: { "content-type": "text/plain" } };
    assert.equal((await ask("/", text))[0], 403);
    assert.equal((await ask("/?leave=now"))[0], 302);
  });

  test(`${name}: a body that is longer than what is looked at is refused`, async (t) => {
    const url = await serve(t, await application(t));
    const response = await fetch(url, json({ name: "a".repeat(10_000) }));
    assert.equal(response.status, 413);
  });
}

test("node:http: a body in gzip is looked at decoded", async (t) => {
  const url = await serve(
    t,
    nodeWaf(newWaf(), (_req, res) => res.end("passed")),
  );
  const send = async (value: unknown): Promise<number> => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const body = gzipSync(JSON.stringify(value));
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  assert.equal(await send({ name: "Ada" }), 200);
  assert.equal(await send({ name: SQLI }), 403);
});

test("wrong rules and settings are diagnostics, and there is no WAF", () => {
  const wrong = createWaf({ rules: [{ text: 'SecRule ARGS "@nonsense x" "id:1,phase:2"\n' }] });
  assert.equal(wrong.waf, undefined);
  assert.deepEqual(
    wrong.diagnostics.map(({ file, line, code }) => [file, line, code]),
    [["rules.0.text", 1, "unknown-operator"]],
  );
  const level = createWaf({ rules: [{ text: RULES }], paranoiaLevel: 9 });
  assert.equal(level.waf, undefined);
  assert.match(level.diagnostics[0]?.message ?? "", /"paranoiaLevel" cannot be 9/);
  assert.equal(createWaf({ rules: [{ crs: "nowhere" }] }).diagnostics[0]?.code, "rule-set-missing");
});

test("whatever a request has in it, there is a verdict", async () => {
  const { waf } = createWaf();
  assert(waf !== undefined);
  const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 });
  const types = [
    "application/json",
    "multipart/form-data; boundary=x",
    "text/xml",
    "",
    "application/x-www-form-urlencoded",
  ];
  const requests = fc.record({
    method: fc.string(),
    url: fc.oneof(fc.webUrl(), fc.string(), fc.string({ unit: "binary" })),
    headers: fc
      .tuple(pairs, fc.constantFrom(...types))
      .map(([some, type]) => [...some, ["Content-Type", type] as const]),
    body: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), fc.json()),
  });
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const { isBlocked, status } = await waf.inspect(request);
      assert.equal(isBlocked, status !== 200);
    }),
  );
});

test("a verdict tells what matched, and has a line for a log", async () => {
  const verdict = await newWaf().inspect({
    method: "GET",
    url: "/?q=1'+OR+1=1--&token=x",
    headers: { host: "a" },
  });
  assert.deepEqual([verdict.isBlocked, verdict.status, verdict.rule], [true, 403, 1]);
  assert.deepEqual(verdict.matches[0]?.targets, ["ARGS:q"]);
  const line = JSON.parse(verdict.logLine ?? "");
  assert.deepEqual([line.action, line.uri, line.matches[0].rule], ["blocked", "/", 1]);
});

test("detection blocks nothing and tells the same", async () => {
  const { waf } = createWaf({ rules: [{ text: RULES }], mode: "detection" });
  const verdict = await waf?.inspect({ method: "GET", url: "/?q=1'+OR+1=1--", headers: [["Host", "a"]] });
  assert.equal(verdict?.isBlocked, false);
  assert.equal(verdict?.matches[0]?.rule, 1);
});
