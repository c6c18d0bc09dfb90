// Error responses of a site's own, in place of refusals and of backends' errors, and redirects: what is told,
// to whom, and what is not.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

/** Answers with the status that the path ends in, and with what a backend should better keep to itself. */
const failing = answering((request) => {
  const status = /\/([0-9]{3}) /.exec(request)?.[1] ?? "200";
  const body = request.startsWith("HEAD") ? "" : `stack trace of ${status}`;
  return (
    `HTTP/1.1 ${status} X\r\nContent-Type: text/plain\r\nX-Powered-By: secret\r\nRetry-After: 7\r\n` +
    `WWW-Authenticate: Basic realm="a"\r\nContent-Length: ${`stack trace of ${status}`.length}\r\n\r\n${body}`
  );
});

const CONFIG = `
pools:
  up: { members: [{ url: "http://127.0.0.1:PORT" }] }
  down: { members: [{ url: "http://127.0.0.1:1" }] }
sites:
  shop:
    hosts: [shop.example, "*.shop.example"]
    path: { encodedSlashes: reject }
    errors:
      5xx:
        file: errors/5xx.html
        interceptBackend: true
        headers: { Retry-After: "30", X-Page: five }
      404: { body: "<style>p { color: red }</style><p>{title} – {request.id}</p>" }
      connect-refused: { status: 503, contentType: application/json, body: '{"id":"{request.id}","why":"{reason}"}' }
      encoded-slash: { contentType: text/plain, body: "no slashes here: {reason}", problem: false }
    routes:
      up: { path: /up/*, target: { pool: up } }
      down: { path: /down, target: { pool: down } }
      own:
        path: /own/*
        target: { pool: up }
        errors: { 502: { status: 500, body: "own {status}", interceptBackend: true }, 403: { body: unused } }
      fixed: { path: /fixed, target: { respond: { status: 500, body: as it is } } }
      blocked: { path: /blocked, target: { pool: up } }
      to-https: { path: /old/*, target: { redirect: { location: "https://{host}{path}", status: 301, keepQuery: true } } }
      move: { path: /move/*, target: { redirect: { location: "https://new.example/base{path.rest}#top", status: 302, keepQuery: true } } }
      here: { path: /here/*, target: { redirect: { location: "/{query.to}", status: 303 } } }
      path: { path: /path/*, target: { redirect: { location: "{path.rest}", status: 307 } } }
  plain:
    hosts: [plain.example]
    path: { mergeSlashes: false }
    routes:
      rest: { path: /r/*, target: { redirect: { location: "{path.rest}" } } }
`;

describe("error responses of a site's own", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(failing);
    gateway = await startConfigured(CONFIG.replace("PORT", String(backend.port)), {
      "errors/5xx.html": "<h1>{status} {title}</h1><p>Grüße, {request.id}</p>",
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  const send = async (line: string, fields = "", host = "shop.example"): Promise<string> => {
    gateway.records.length = 0;
    const { bytes } = await exchangeRaw(
      gateway.port,
      `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${fields}\r\n`,
    );
    return bytes;
  };

  it("replace a refusal by its status, other braces than variables left alone", async () => {
    const reply = await send("GET /nowhere");
    const id = gateway.records[0]?.requestId;
    assert.equal(statusOf(reply), 404);
    assert.match(reply, /\r\nContent-Type: text\/html; charset=utf-8\r\n/);
    assert.match(reply, /\r\nCache-Control: no-store\r\n/);
    assert.match(reply, /\r\nVary: Accept\r\n/);
    assert.equal(
      Buffer.from(contentOf(reply), "latin1").toString(),
      `<style>p { color: red }</style><p>Not Found – ${id}</p>`,
    );
    assert.equal(gateway.records[0]?.reason, "sinkpool-hit");
  });

  it("leave problem details to those who prefer JSON", async () => {
    const reply = await send("GET /nowhere", "Accept: application/json\r\n");
    assert.match(reply, /\r\nContent-Type: application\/problem\+json\r\n/);
    assert.equal(JSON.parse(contentOf(reply)).status, 404);
    assert.match(await send("GET /nowhere", "Accept: text/html, */*;q=0.8\r\n"), /text\/html/);
  });

  it("replace a refusal by its reason before its status, with another status, escaped for JSON", async () => {
    const reply = await send("GET /down");
    assert.equal(statusOf(reply), 503);
    assert.deepEqual(JSON.parse(contentOf(reply)), {
      id: gateway.records[0]?.requestId,
      why: "connect-refused",
    });
    assert.equal(gateway.records[0]?.status, 503);
    assert.equal(gateway.records[0]?.endStage, "forward");
    assert.equal(gateway.records[0]?.reason, "connect-refused");
  });

  it("replace what is refused before there is a route, once the site is known", async () => {
    const reply = await send("GET /a%2fb", "Accept: application/json\r\n");
    assert.equal(statusOf(reply), 400);
    assert.equal(contentOf(reply), "no slashes here: encoded-slash");
    const strange = await send("GET /", "", "other.example");
    assert.equal(statusOf(strange), 421);
    assert.match(strange, /problem\+json/);
  });

  it("replace a backend's errors where they are asked to, and nothing of the backend's shows", async () => {
    const reply = await send("GET /up/500");
    assert.equal(statusOf(reply), 500);
    const text = Buffer.from(contentOf(reply), "latin1").toString();
    assert.equal(text, `<h1>500 Internal Server Error</h1><p>Grüße, ${gateway.records[0]?.requestId}</p>`);
    assert.match(reply, /\r\nX-Page: five\r\n/);
    assert.match(reply, /\r\nRetry-After: 30\r\n/);
    assert.match(reply, /\r\nWWW-Authenticate: /);
    assert.ok(!/secret|stack/.test(reply));
    assert.equal(reply.match(/Retry-After/g)?.length, 1);
    assert.equal(gateway.records[0]?.detail, "the backend answered 500");
    assert.equal(gateway.records[0]?.endStage, "");
    const asJson = await send("GET /up/503", "Accept: application/json\r\n");
    assert.deepEqual(JSON.parse(contentOf(asJson)), {
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      requestId: gateway.records[0]?.requestId,
    });
  });

  it("leave a backend's errors alone otherwise, and fixed responses too", async () => {
    assert.equal(contentOf(await send("GET /up/404")), "stack trace of 404");
    assert.equal(contentOf(await send("GET /fixed")), "as it is");
    assert.equal(contentOf(await send("GET /up/200")), "stack trace of 200");
  });

  it("of a route come before those of its site", async () => {
    const reply = await send("GET /own/502");
    assert.equal(statusOf(reply), 500);
    assert.equal(contentOf(reply), "own 500");
    assert.match(contentOf(await send("GET /own/503")), /^<h1>503/);
  });

  it("to HEAD have the length of what GET would give, and no body", async () => {
    for (const path of ["/up/500", "/nowhere"]) {
      const length = contentOf(await send(`GET ${path}`)).length;
      const reply = await send(`HEAD ${path}`);
      assert.match(reply, new RegExp(`\r\nContent-Length: ${length}\r\n`), path);
      assert.equal(contentOf(reply), "", path);
    }
  });

  const locationOf = async (line: string, host?: string): Promise<string> =>
    /\r\nLocation: (.*)\r\n/.exec(await send(line, "", host))?.[1] ?? "";

  for (const [line, host, location] of [
    ["GET /old/a?b=c", "shop.example:8080", "https://shop.example/old/a?b=c"],
    ["GET /old/a", "eu.shop.example", "https://eu.shop.example/old/a"],
    ["GET /move/x/y?z", "shop.example", "https://new.example/base/x/y?z#top"],
    ["GET /move", "shop.example", "https://new.example/base#top"],
    ["GET /here/x?to=/evil.example", "shop.example", "/%2Fevil.example"],
    ["GET /here/x?to=//evil.example", "shop.example", "/%2F%2Fevil.example"],
    ["GET /here/x?to=%5cevil.example", "shop.example", "/%5Cevil.example"],
    ["GET /here/x?to=%0d%0aSet-Cookie:%20a=b", "shop.example", "/%0D%0ASet-Cookie%3A%20a%3Db"],
    ["GET /here/x", "shop.example", "/"],
    ["GET /path//evil.example/x", "shop.example", "/evil.example/x"],
    ["GET /path/@evil.example", "shop.example", "/@evil.example"],
    ["GET /r//evil.example/x", "plain.example", "/evil.example/x"],
    ["GET /r", "plain.example", "/"],
  ] as const) {
    it(`and a redirect leads where it says: ${line} for ${host} to ${location}`, async () => {
      assert.equal(await locationOf(line, host), location);
    });
  }

  it("and a redirect for a host that the site does not serve leads nowhere", async () => {
    assert.equal(statusOf(await send("GET /old/a", "", "evil.example")), 421);
    assert.equal(statusOf(await send("GET /old/a", "", "shop.example.evil.example")), 421);
  });
});
