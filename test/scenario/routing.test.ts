// Which route takes a request, and that nothing falls through: hosts, paths, conditions, targets.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pool, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

const toPool = { kind: "pool", pool: "up" } as const;
const say = (body: string) => ({ kind: "respond", status: 200, contentType: "text/plain", body }) as const;

/** Answers with the path it was asked for. */
const echoPath = answering((request) => {
  const path = request.split(" ")[1] ?? "";
  return `HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`;
});

describe("a request is routed", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(echoPath);
    gateway = await startGateway({
      pools: [pool("up", [backend.port])],
      networks: [
        { name: "office", isFeed: false, table: { prefixes: prefixes("203.0.113.0/24"), ends: undefined } },
        { name: "here", isFeed: false, table: { prefixes: prefixes("127.0.0.0/8"), ends: undefined } },
      ],
      trustedHops: prefixes("127.0.0.1"),
      sites: [
        site(
          [
            route("/external/*", toPool),
            route("/internal/*", toPool, { networks: [0] }),
            route("/here/*", say("here"), { networks: [1] }),
            route("/v/*", say("two"), { headers: [{ key: "x-version", value: "2" }] }),
            route("/v/*", say("any"), { headers: [{ key: "x-version", value: undefined }] }),
            route("/v/*", say("none")),
            route("/m", say("write"), { methods: ["POST", "PUT"] }),
            route("/l/*", say("private"), { listeners: ["private"] }),
            route("/old", {
              kind: "redirect",
              status: 308,
              location: ["https://example.com/new"],
              keepsQuery: false,
            }),
            route("/dead/*", { kind: "sinkpool", name: "silent", status: 403 }),
          ],
          { hosts: ["api.example"] },
        ),
        site([route("/*", say("other"))], { name: "other", hosts: ["*.example"] }),
      ],
    });
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  type Row = readonly [request: string, status: number, content: string, from?: string];
  const rows: readonly Row[] = [
    ["GET /external/a", 200, "/external/a"],
    ["GET /external", 200, "/external"],
    ["GET /EXTERNAL/Items", 200, "/external/Items"],
    ["GET /%65xternal/a", 200, "/external/a"],
    ["GET /externals/a", 404, ""],
    ["GET /internal/a", 404, ""],
    ["GET /internal/a", 200, "/internal/a", "203.0.113.9"],
    ["GET /INTERNAL/a", 404, ""],
    ["GET /external/../internal/a", 404, ""],
    ["GET /external/..%2finternal/a", 404, ""],
    ["GET /external/%252e%252e/internal/a", 404, ""],
    ["GET /external/..;/internal/a", 404, ""],
    ["GET /external/..%5cinternal/a", 404, ""],
    ["GET /external/../internal/a", 200, "/internal/a", "203.0.113.9"],
    ["GET /here/a", 404, "", "203.0.113.9"],
    ["GET /here/a", 200, "here"],
    ["GET /v/a\nX-Version: 2", 200, "two"],
    ["GET /v/a\nX-Version: 3", 200, "any"],
    ["GET /v/a", 200, "none"],
    ["POST /m", 200, "write"],
    ["GET /m", 404, ""],
    ["GET /m/", 404, ""],
    ["GET /l/a", 404, ""],
    ["GET /old", 308, ""],
    ["GET /dead/a", 403, ""],
    ["GET /", 404, ""],
    ["OPTIONS *", 404, ""],
  ];
  for (const [request, status, content, from] of rows) {
    it(`${JSON.stringify(request)}${from === undefined ? "" : ` from ${from}`}: ${status} ${content}`, async () => {
      const [line = "", field] = request.split("\n");
      const forwarded = from === undefined ? "" : `X-Forwarded-For: ${from}\r\n`;
      const more = field === undefined ? "" : `${field}\r\n`;
      const reply = await exchangeRaw(
        gateway.port,
        `${line} HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n${forwarded}${more}\r\n`,
      );
      assert.equal(statusOf(reply.bytes), status);
      if (status === 200) assert.equal(contentOf(reply.bytes), content);
    });
  }

  for (const [host, status] of [
    ["API.example:8080", 404],
    ["api.example.", 404],
    ["shop.example", 200],
    ["example", 421],
    ["evil.test", 421],
  ] as const) {
    it(`by its host: ${host} gives ${status}`, async () => {
      const reply = await exchangeRaw(
        gateway.port,
        `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      assert.equal(statusOf(reply.bytes), status);
    });
  }

  it("and a redirect names its location", async () => {
    const reply = await exchangeRaw(
      gateway.port,
      "GET /old HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n",
    );
    assert.match(reply.bytes, /\r\nLocation: https:\/\/example\.com\/new\r\n/);
    assert.match(reply.bytes, /\r\nContent-Length: 0\r\n/);
  });

  it("and what ends in a sinkpool says so in its access line", async () => {
    gateway.records.length = 0;
    await exchangeRaw(
      gateway.port,
      "GET /nowhere HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n",
    );
    const [record] = await gateway.recorded(1);
    assert.equal(record?.reason, "sinkpool-hit");
    assert.equal(record?.target, "sinkpool:default");
    assert.equal(record?.site, "site");
  });
});
