// Members behind TLS: what is verified, what the gateway shows of itself, and what is told when it fails.

import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import { describe, it, type TestContext } from "node:test";
import type { TLSSocket } from "node:tls";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import type { TlsSettings } from "#upstream/tls-origin.ts";
import { createTestAuthority, expired, type Issued } from "../harness/certificates.ts";
import { member, pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

const authority = createTestAuthority("test authority");
const stranger = createTestAuthority("another authority");

const GET = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

function tls(change: Partial<TlsSettings> = {}): TlsSettings {
  return {
    ca: authority.certificate,
    certificate: "",
    key: "",
    serverName: "",
    verify: true,
    minVersion: "TLSv1.2",
    ...change,
  };
}

type Backend = {
  readonly port: number;
  readonly sockets: TLSSocket[];
  /** Per connection, whether it resumed a session. */
  readonly resumed: boolean[];
};

async function startTlsBackend(
  t: TestContext,
  issued: Issued,
  options: { readonly clientCa?: string; readonly maxVersion?: "TLSv1.2" } = {},
): Promise<Backend> {
  const sockets: TLSSocket[] = [];
  const server: Server = createServer(
    {
      cert: issued.certificate,
      key: issued.key,
      ...(options.clientCa === undefined ? {} : { ca: options.clientCa, requestCert: true }),
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
    },
    (req, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => res.end(`${req.method} ${req.url} ${Buffer.concat(chunks).length}`));
    },
  );
  const resumed: boolean[] = [];
  server.on("secureConnection", (socket) => {
    sockets.push(socket);
    resumed.push(socket.isSessionReused());
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { port: address.port, sockets, resumed };
}

async function gatewayTo(
  t: TestContext,
  port: number,
  settings: TlsSettings,
  change: Partial<PoolSpec> = {},
): Promise<TestGateway> {
  const gateway = await startGateway({
    pools: [
      pool("up", [], { members: [member("127.0.0.1", port, { isTls: true })], tls: settings, ...change }),
    ],
    sites: [site([route("/*", { kind: "pool", pool: "up" })])],
  });
  t.after(() => gateway.close());
  return gateway;
}

/** The status that a client gets, and what the access line says of it. */
async function outcome(gateway: TestGateway, request = GET): Promise<string> {
  const before = gateway.records.length;
  const reply = await exchangeRaw(gateway.port, request);
  const records = await gateway.recorded(before + 1);
  const { reason = "", detail = "" } = records.at(-1) ?? {};
  return `${statusOf(reply.bytes)} ${reason} ${detail}`.trim();
}

describe("a member behind TLS", () => {
  it("serves requests, bodies both ways, over connections that are kept", async (t) => {
    const backend = await startTlsBackend(t, authority.issue(["127.0.0.1"]));
    const gateway = await gatewayTo(t, backend.port, tls());
    const body = "b".repeat(200_000);
    const post = `POST /y HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    for (let i = 0; i < 3; i++)
      assert.equal(contentOf((await exchangeRaw(gateway.port, GET)).bytes), "GET /x 0");
    assert.match((await exchangeRaw(gateway.port, post)).bytes, /POST \/y 200000/);
    assert.equal(backend.sockets.length, 1);
    assert.equal(backend.sockets[0]?.alpnProtocol, "http/1.1");
  });

  it("resumes its session on the next connection", async (t) => {
    const backend = await startTlsBackend(t, authority.issue(["127.0.0.1"]));
    const gateway = await gatewayTo(t, backend.port, tls(), { maxIdle: 0 });
    for (let i = 0; i < 3; i++) assert.equal(await outcome(gateway), "200");
    assert.deepEqual(backend.resumed, [false, true, true]);
  });

  type Case = readonly [name: string, issued: Issued, settings: TlsSettings, expected: RegExp];
  const here = authority.issue(["127.0.0.1"]);
  const elsewhere = authority.issue(["orders.internal"]);
  const old = authority.issue(["127.0.0.1"], expired());
  const refused = "^502 upstream-certificate-refused ";
  const cases: readonly Case[] = [
    [
      "of an authority that is not named",
      here,
      tls({ ca: stranger.certificate }),
      new RegExp(`${refused}.*verify`),
    ],
    [
      "where none is named and the system knows it not",
      here,
      tls({ ca: "" }),
      new RegExp(`${refused}.*verify`),
    ],
    ["for another name", elsewhere, tls(), new RegExp(`${refused}.*127\\.0\\.0\\.1`)],
    ["that has expired", old, tls(), new RegExp(`${refused}.*expired`)],
    ["for the name that is asked for", elsewhere, tls({ serverName: "orders.internal" }), /^200$/],
    [
      "for a name that is not the one asked for",
      here,
      tls({ serverName: "stock.internal" }),
      new RegExp(refused),
    ],
    ["that has expired, unverified", old, tls({ verify: false, ca: "" }), /^200$/],
  ];
  for (const [name, issued, settings, expected] of cases) {
    it(`with a certificate ${name} gives ${String(expected)}`, async (t) => {
      const backend = await startTlsBackend(t, issued);
      const gateway = await gatewayTo(t, backend.port, settings);
      assert.match(await outcome(gateway), expected);
      if (settings.serverName !== "" && expected.test("200")) {
        assert.equal(backend.sockets[0]?.servername, settings.serverName);
      }
    });
  }

  it("that wants a client certificate is shown the pool's, and refuses when it gets none", async (t) => {
    for (const maxVersion of ["TLSv1.2", undefined] as const) {
      const options = {
        clientCa: authority.certificate,
        ...(maxVersion === undefined ? {} : { maxVersion }),
      };
      const backend = await startTlsBackend(t, authority.issue(["127.0.0.1"]), options);
      const shown = authority.issue(["gateway.internal"]);
      const right = await gatewayTo(t, backend.port, tls(shown));
      assert.equal(await outcome(right), "200");
      assert.equal(backend.sockets[0]?.getPeerCertificate().subject.CN, "gateway.internal");
      const without = await gatewayTo(t, backend.port, tls());
      assert.match(await outcome(without), /^502 upstream-(tls-failed|reset) /);
    }
  });

  it("too old for `minVersion` gives 502 (upstream-tls-failed)", async (t) => {
    const backend = await startTlsBackend(t, authority.issue(["127.0.0.1"]), { maxVersion: "TLSv1.2" });
    assert.equal(await outcome(await gatewayTo(t, backend.port, tls())), "200");
    const strict = await gatewayTo(t, backend.port, tls({ minVersion: "TLSv1.3" }));
    assert.match(await outcome(strict), /^502 upstream-tls-failed /);
  });

  it("whose certificate is refused has its request served by another member, whatever the method", async (t) => {
    const bad = await startTlsBackend(t, elsewhere);
    const good = await startTlsBackend(t, here);
    const members = [
      member("127.0.0.1", bad.port, { isTls: true }),
      member("127.0.0.1", good.port, { isTls: true }),
    ];
    const gateway = await gatewayTo(t, 0, tls(), { members });
    const post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab";
    for (let i = 0; i < 4; i++) assert.equal(await outcome(gateway, post), "200");
    assert.equal(bad.sockets.length, 0);
    assert.ok(gateway.records.some(({ attempts }) => attempts === 2));
  });
});
