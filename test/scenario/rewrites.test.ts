// Rewrites as a configuration writes them: what the backend gets, what the client gets, and that no value of
// a client's leaves the place that it was put into.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

/** Answers with the request it got; `/teapot` in its target gives 418. */
const echo = answering((request) => {
  const status = request.startsWith("GET /teapot") ? "418 Teapot" : "200 OK";
  return (
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nServer: secret/1.2\r\nX-Kind: tea\r\n` +
    `Content-Length: ${request.length}\r\n\r\n${request}`
  );
});

const CONFIG = `
networks: { here: [127.0.0.0/8], office: [203.0.113.0/24] }
trustedHops: [127.0.0.1]
pools: { up: { members: [{ url: "http://127.0.0.1:PORT" }] } }
sites:
  api:
    hosts: ["*"]
    rewrites:
      - response:
          setHeaders: { X-Frame-Options: DENY, X-Seen-By: "{request.id}" }
          removeHeaders: [Server]
      - when: [{ variable: response.status, starts: "4" }, { variable: response.header.x-kind, equals: tea }]
        response: { setHeaders: { X-Short: "and stout {response.status}" } }
    routes:
      strip: { path: /strip/*, target: { pool: up }, rewrites: [{ request: { path: "/new{path.rest}" } }] }
      regex:
        path: /shop/*
        target: { pool: up }
        rewrites:
          - when: [{ variable: path, matches: "^/shop/([a-z]+)/([0-9]+)$" }]
            request: { path: "/items/{capture.2}", query: "kind={capture.1}&{query}" }
      tenant:
        path: /tenant/*
        target: { pool: up }
        rewrites:
          - request: { path: "/t/{header.X-Tenant}{path.rest}" }
      parameter:
        path: /parameter
        target: { pool: up }
        rewrites:
          - request: { path: "/p/{query.id}", removeParameters: [id] }
      values:
        path: /values
        target: { pool: up }
        rewrites:
          - request:
              setHeaders:
                X-Tenant: "q={query.q} c={cookie.sid} h={header.x-in}"
                X-Client: "{client.address} {method} {scheme} {host}"
              addHeaders: { X-Many: two }
              removeHeaders: [X-Secret]
              setParameters: { tag: "{query.q} & {{x}}" }
              addParameters: { more: "1" }
      reroute:
        path: /go/*
        target: { sinkpool: default }
        rewrites:
          - when: [{ variable: "query.to", exists: true }]
            request: { path: "/{query.to}/x" }
            reroute: true
      round:
        path: /round/*
        target: { pool: up }
        rewrites: [{ request: { path: "/round/a{path.rest}" }, reroute: true }]
      inside: { path: /inside/*, networks: [office], target: { pool: up } }
      outside: { path: /outside/*, target: { pool: up } }
      host: { path: /host, target: { pool: up }, rewrites: [{ request: { host: Backend.example } }] }
      pool-host: { path: /pool-host, target: { pool: up }, rewrites: [{ request: { host: pool } }] }
      conditions:
        path: /conditions
        target: { pool: up }
        rewrites:
          - { when: [{ variable: method, equals: PUT }], request: { addHeaders: { X-Hit: put } } }
          - { when: [{ variable: header.x-a, exists: true }], request: { addHeaders: { X-Hit: exists } } }
          - { when: [{ variable: header.x-a, exists: false }], request: { addHeaders: { X-Hit: absent } } }
          - { when: [{ variable: header.x-a, starts: ab, ignoreCase: true }], request: { addHeaders: { X-Hit: starts } } }
          - { when: [{ variable: header.x-a, ends: yz }], request: { addHeaders: { X-Hit: ends } } }
          - { when: [{ variable: query, contains: "debug=1", negate: true }], request: { addHeaders: { X-Hit: quiet } } }
          - { when: [{ variable: client.address, network: office }], request: { addHeaders: { X-Hit: office } } }
          - { when: [{ variable: query.q, matches: "^(a+)+$" }], request: { addHeaders: { X-Hit: evil } } }
      tea: { path: /teapot, target: { pool: up } }
      fixed: { path: /fixed, target: { respond: { body: hello } } }
`;

describe("rewrites", () => {
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

  const send = async (line: string, ...fields: string[]): Promise<string> => {
    const more = fields.map((field) => `${field}\r\n`).join("");
    const { bytes } = await exchangeRaw(
      gateway.port,
      `${line} HTTP/1.1\r\nHost: shop.example\r\n${more}${more.includes("Connection:") ? "" : "Connection: close\r\n"}\r\n`,
    );
    return bytes;
  };
  const targetOf = async (line: string, ...fields: string[]): Promise<string> =>
    contentOf(await send(line, ...fields)).split(" ")[1] ?? "";

  for (const [line, target] of [
    ["GET /strip/a/b?c=d", "/new/a/b?c=d"],
    ["GET /strip", "/new"],
    ["GET /STRIP/A", "/new/A"],
    ["GET /shop/tea/42?size=1", "/items/42?kind=tea&size=1"],
    ["GET /shop/tea/none", "/shop/tea/none"],
    ["GET /parameter?id=4%202&x=1&id=5", "/p/4%202?x=1"],
    ["GET /go/x?to=outside", "/outside/x?to=outside"],
    ["GET /round/b", "/round/a/a/b"],
  ] as const) {
    it(`of the path: ${line} is forwarded as ${target}`, async () =>
      assert.equal(await targetOf(line), target));
  }

  it("puts a header into a segment, and the way it came tells the client's own host", async () => {
    assert.equal(await targetOf("GET /tenant/x", "X-Tenant: acme & co"), "/t/acme%20&%20co/x");
    const seen = contentOf(await send("GET /host"));
    assert.match(seen, /\r\nHost: backend\.example\r\n/);
    assert.match(seen, /\r\nX-Forwarded-Host: shop\.example\r\n/);
    assert.match(
      contentOf(await send("GET /pool-host")),
      new RegExp(`\r\nHost: 127.0.0.1:${backend.port}\r\n`),
    );
  });

  for (const value of [
    "../../admin",
    "..",
    ".",
    "a/b",
    "a%2Fb",
    "a%2f..%2fb",
    "a\\..\\b",
    "%2e%2e",
    "x;y=/..",
    "%252e%252e%252f",
    "",
  ]) {
    it(`lets no value out of its segment: ${JSON.stringify(value)} is refused`, async () => {
      gateway.records.length = 0;
      const sofar = backend.received().length;
      const reply = await send("GET /tenant/x", `X-Tenant: ${value}`);
      assert.equal(statusOf(reply), 400);
      assert.equal(gateway.records[0]?.reason, "rewrite-impossible");
      assert.equal(gateway.records[0]?.endStage, "route");
      assert.equal(backend.received().length, sofar);
    });
  }

  it("lets no decoded value out of its segment either", async () => {
    for (const id of ["..%2F..%2Fadmin", "%2e%2e", "a%00b", "..%5cadmin", ""]) {
      assert.equal(statusOf(await send(`GET /parameter?id=${id}`)), 400, id);
    }
    // A line break in a segment is encoded: it ends nothing.
    assert.equal(
      await targetOf("GET /parameter?id=a%20HTTP/1.1%0d%0aX:%20y".replace("/1.1", "1.1")),
      "/p/a%20HTTP1.1%0D%0AX:%20y",
    );
  });

  it("never writes a line break that a client encoded, nor a second header by it", async () => {
    const seen = contentOf(
      await send(
        "GET /values?q=a%0d%0aX-Evil:%201%00",
        "X-In: in",
        "Cookie: a=b; sid=s1",
        "X-Secret: 1",
        "X-Many: one",
      ),
    );
    assert.match(seen, /\r\nX-Tenant: q=a%0D%0AX-Evil: 1%00 c=s1 h=in\r\n/);
    assert.ok(!/\r\nX-Evil/.test(seen));
    assert.match(seen, /\r\nX-Client: 127\.0\.0\.1 GET http shop\.example\r\n/);
    assert.match(seen, /\r\nX-Many: one\r\nX-Tenant/);
    assert.match(seen, /\r\nX-Many: two\r\n/);
    assert.ok(!seen.includes("X-Secret"));
    assert.match(
      seen,
      /^GET \/values\?q=a%0d%0aX-Evil:%201%00&tag=a%0D%0AX-Evil%3A%201%00%20%26%20%7Bx%7D&more=1 HTTP/,
    );
  });

  it("sets a header in place of the client's, in every spelling, and a client cannot have it removed", async () => {
    const seen = contentOf(
      await send(
        "GET /values?q=1",
        "X-Tenant: evil",
        "x_tenant: evil",
        "x-TENANT: evil",
        "Connection: close, X-Tenant, X-Many, X-Hop",
        "X-Hop: 1",
      ),
    );
    assert.ok(!seen.includes("evil"));
    assert.equal(seen.match(/X-Tenant: /g)?.length, 1);
    assert.ok(!seen.includes("X-Hop"), "what Connection names stays on its connection");
    assert.match(seen, /\r\nX-Many: two\r\n/);
  });

  it("rewrites a parameter as one, whatever the path holds", async () => {
    assert.equal(
      await targetOf("GET /shop/tea/42?admin=false&kind=x"),
      "/items/42?kind=tea&admin=false&kind=x",
    );
  });

  it("cannot reroute past a route's conditions", async () => {
    gateway.records.length = 0;
    assert.equal(statusOf(await send("GET /go/x?to=inside")), 404);
    assert.equal(gateway.records[0]?.reason, "sinkpool-hit");
    assert.equal(gateway.records[0]?.path, "/inside/x");
    const reply = await send("GET /go/x?to=inside", "X-Forwarded-For: 203.0.113.7");
    assert.equal(statusOf(reply), 200);
    assert.equal(gateway.records[1]?.route, "inside");
    assert.equal(gateway.records[1]?.rawTarget, "/go/x?to=inside");
  });

  it("asks what its conditions say", async () => {
    const hits = async (line: string, ...fields: string[]): Promise<string[]> =>
      [...contentOf(await send(line, ...fields)).matchAll(/\r\nX-Hit: ([^\r]*)/g)].map(
        (match) => match[1] ?? "",
      );
    assert.deepEqual(await hits("GET /conditions"), ["absent", "quiet"]);
    assert.deepEqual(await hits("PUT /conditions?debug=1", "X-A: ABxyz"), [
      "put",
      "exists",
      "starts",
      "ends",
    ]);
    assert.deepEqual(await hits("GET /conditions?q=aaa", "X-Forwarded-For: 203.0.113.7"), [
      "absent",
      "quiet",
      "office",
      "evil",
    ]);
  });

  it("is not held up by an input that would hold a backtracking engine for ever", async () => {
    const reply = await send(`GET /conditions?q=${"a".repeat(7000)}!`);
    assert.equal(statusOf(reply), 200);
    assert.ok(!contentOf(reply).includes("evil"));
  });

  it("of the response see its status and fields, and reach refusals and fixed responses too", async () => {
    const teapot = await send("GET /teapot");
    assert.match(teapot, /^HTTP\/1\.1 418 Teapot\r\n/);
    assert.match(teapot, /\r\nX-Short: and stout 418\r\n/);
    assert.match(teapot, /\r\nX-Frame-Options: DENY\r\n/);
    assert.ok(!/\r\nServer:/.test(teapot.slice(0, teapot.indexOf("\r\n\r\n"))));
    for (const path of ["/fixed", "/nowhere", "/strip/a"]) {
      const reply = await send(`GET ${path}`);
      const head = reply.slice(0, reply.indexOf("\r\n\r\n"));
      assert.match(head, /\r\nX-Frame-Options: DENY/, path);
      assert.match(head, new RegExp(`\r\nX-Seen-By: ${gateway.records.at(-1)?.requestId}`), path);
      assert.ok(!head.includes("X-Short"), path);
    }
  });
});
