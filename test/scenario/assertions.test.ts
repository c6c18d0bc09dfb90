// Pools that sign what they send, before backends that believe nothing else: every way in which requests
// reach a member is signed, once for each attempt, and nothing that a client says of it gets through.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, createServer as createHttp2Server, type Http2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, it, type TestContext } from "node:test";
import { httpbis } from "http-message-signatures";
import { WebSocketServer } from "ws";
import type { GuardOptions, Rejection } from "#guard/guard-options.ts";
import { guarded, type Handler, NodeGuard } from "#guard/node-guard.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { clientLimits } from "#snapshot/pool-limits.ts";
import { EgressClient } from "#upstream/egress.ts";
import { HealthProber } from "#upstream/health-prober.ts";
import { Pool } from "#upstream/pool.ts";
import { requestOfPool } from "#upstream/pool-egress.ts";
import { noObserver } from "#upstream/pool-observer.ts";
import { type Asserted, asserted, fieldsOf, KEY_ID, SECRET } from "../harness/assertion.ts";
import { createTestAuthority } from "../harness/certificates.ts";
import { configured, startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { frameworks, type GuardedBackend, startGuarded } from "../harness/guarded-backends.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

const pair = generateKeyPairSync("ed25519");
const privatePem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const keys = [
  { id: KEY_ID, secret: SECRET },
  { id: "orders-ed", publicKey: publicPem },
];
const byMac = `{ keyId: ${KEY_ID}, secret: "${SECRET}" }`;
const byKey = "{ keyId: orders-ed, key: assertion.pem }";

const oneRoute = (pool: string): string => `
pools:
  up: ${pool}
sites:
  all: { hosts: ["*"], routes: { all: { path: /*, target: { pool: up } } } }
`;

const startSigning = (pool: string): Promise<TestGateway> =>
  startConfigured(oneRoute(pool), { "assertion.pem": privatePem });

type Listening = { readonly port: number; readonly rejections: readonly Rejection[] };

async function listen(t: TestContext, server: Server | Http2Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function startBackend(
  t: TestContext,
  handler: Handler,
  options: Partial<GuardOptions> = {},
): Promise<Listening> {
  const rejections: Rejection[] = [];
  const onReject = (rejection: Rejection): unknown => rejections.push(rejection);
  const port = await listen(t, createServer(guarded({ keys, onReject, ...options }, handler)));
  return { port, rejections };
}

const get = (path = "/", more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n${more}Connection: close\r\n\r\n`;
const chunked = (path: string, ...chunks: readonly string[]): string[] => [
  `POST ${path} HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
  ...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`),
  "0\r\n\r\n",
];
const post = (path: string, body: string, more = ""): string =>
  `POST ${path} HTTP/1.1\r\nHost: shop.example\r\n${more}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;

for (const [framework, start] of Object.entries(frameworks)) {
  describe(`from the gateway to ${framework} behind the guard`, () => {
    let backend: GuardedBackend;
    let gateways: readonly TestGateway[];

    before(async () => {
      backend = await startGuarded(start, { keys });
      const members = `members: [{ url: "http://127.0.0.1:${backend.port}" }]`;
      gateways = await Promise.all(
        [byMac, byKey].map((assertion) => startSigning(`{ ${members}, assertion: ${assertion} }`)),
      );
    });

    after(async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await backend.close();
    });

    const requests: readonly (readonly [name: string, wire: string | readonly string[], bytes: number])[] = [
      ["a GET", get("/orders/42?x=1"), 0],
      ["a path that is made normal", get("/orders/./a/../%34%32"), 0],
      ["a form", post("/orders", "amount=1"), 8],
      ["a large body", post("/orders", "x".repeat(200_000)), 200_000],
      ["a body in parts", chunked("/orders", "amount", "=1"), 8],
      ["an empty POST", post("/orders", ""), 0],
    ];
    for (const [name, wire, bytes] of requests) {
      it(`${name} passes, and not around it`, async () => {
        for (const { port } of gateways) {
          const { bytes: reply } = await exchangeRaw(port, wire);
          assert.equal(statusOf(reply), 200, reply);
          assert.ok(contentOf(reply).endsWith(` ${bytes}`), contentOf(reply));
        }
        assert.equal(statusOf((await exchangeRaw(backend.port, wire)).bytes), 403);
      });
    }
  });
}

/** A request that was signed for a backend, as somebody on the way would have it. */
function captured(change: Partial<Asserted>): {
  readonly target: string;
  readonly fields: [string, string][];
} {
  const of = asserted(change);
  return { target: of.target, fields: fieldsOf(of).filter(([name]) => name !== "Content-Length") };
}

/** Answers with the fields that it got, by lower-case name. */
const reflecting: Handler = (request, response) => {
  request.resume();
  request.on("end", () => response.end(JSON.stringify({ ...request.headers, url: request.url })));
};

async function reflected(
  t: TestContext,
  assertion: string,
  wire: string | readonly string[],
): Promise<Record<string, string>> {
  const port = await listen(t, createServer(reflecting));
  const gateway = await startSigning(
    `{ members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${assertion} }`,
  );
  t.after(() => gateway.close());
  const { bytes } = await exchangeRaw(gateway.port, wire);
  return JSON.parse(contentOf(bytes)) as Record<string, string>;
}

describe("what the backend gets", () => {
  for (const [name, assertion] of [
    ["hmac-sha256", byMac],
    ["ed25519", byKey],
  ] as const) {
    it(`is signed as an independent implementation of RFC 9421 reads it, by ${name}`, async (t) => {
      const { url = "", ...headers } = await reflected(t, assertion, post("/orders/42?full=1", "amount=1"));
      const request = { method: "POST", url: `http://${headers["host"]}${url}`, headers };
      const isVerified = await httpbis.verifyMessage(
        {
          keyLookup: async ({ keyid }) => ({
            id: String(keyid),
            algs: [name],
            verify: async (data, signature) =>
              name === "ed25519"
                ? verify(null, data, pair.publicKey, signature)
                : createHmac("sha256", SECRET).update(data).digest().equals(signature),
          }),
          requiredFields: ["@method", "@authority", "@path", "@query", "content-digest", "x-gw-client-ip"],
          requiredParams: ["created", "expires", "nonce", "keyid", "alg", "tag"],
          maxAge: 30,
        },
        request,
      );
      assert.equal(isVerified, true);
    });
  }

  it("has nothing of what a client says in the gateway's name", async (t) => {
    const forged =
      "X-Gw-Client-Ip: 10.0.0.1\r\nX-Gw-Principal: admin\r\nx_gw_principal: admin\r\nX-Gw_Principal: admin\r\n" +
      "Client-Cert: :AAAA:\r\nClient_Cert_Chain: :AAAA:\r\nSignature: gw=:AAAA:\r\nSignature-Input: gw=()\r\n" +
      "signature_input: gw=()\r\nContent-Digest: sha-256=:AAAA:\r\nX-Bypass-Audit: AAAA\r\n";
    const headers = await reflected(t, byMac, post("/", "a", forged));
    const names = Object.keys(headers).filter((name) => /gw|cert|signature|digest/.test(name));
    assert.deepEqual(names.toSorted(), ["content-digest", "signature", "signature-input", "x-gw-client-ip"]);
    assert.equal(headers["x-gw-client-ip"], "127.0.0.1");
    assert.doesNotMatch(JSON.stringify(headers), /AAAA|admin|10\.0\.0\.1/);
  });

  it("has no field of ours in the trailers of a client", async (t) => {
    const trailers: string[] = [];
    const port = await listen(
      t,
      createServer((request: IncomingMessage, response) => {
        request.resume();
        request.on("end", () => {
          trailers.push(...request.rawTrailers);
          response.end();
        });
      }),
    );
    const gateway = await startSigning(
      `{ members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${byMac} }`,
    );
    t.after(() => gateway.close());
    const [head = "", ...rest] = chunked("/", "a").slice(0, -1);
    await exchangeRaw(gateway.port, [
      head.replace("\r\nConnection: close", "\r\nTrailer: X-Gw-Principal, X-Sum\r\nConnection: close"),
      ...rest,
      "0\r\nX-Gw-Principal: admin\r\nX-Sum: 1\r\n\r\n",
    ]);
    assert.deepEqual(trailers, ["X-Sum", "1"]);
  });
});

describe("every way to a member", () => {
  it("a second attempt has a signature of its own", async (t) => {
    let count = 0;
    const { port, rejections } = await startBackend(t, (_request, response) => {
      response.writeHead(count++ === 0 ? 503 : 200).end(`attempt ${count}`);
    });
    const members = ["127.0.0.1", "localhost"].map((host) => `{ url: "http://${host}:${port}" }`).join(", ");
    const gateway = await startSigning(
      `{ members: [${members}], assertion: ${byMac}, retry: { attempts: 2, statuses: ["503"] } }`,
    );
    t.after(() => gateway.close());
    const { bytes } = await exchangeRaw(gateway.port, get());
    assert.equal(contentOf(bytes), "attempt 2");
    assert.deepEqual(rejections, []);
  });

  it("HTTP/2 carries it, bodies and all", async (t) => {
    const rejections: Rejection[] = [];
    const onReject = (rejection: Rejection): unknown => rejections.push(rejection);
    const handler = guarded({ keys, onReject }, reflecting);
    const port = await listen(t, createHttp2Server(handler as never));
    const gateway = await startSigning(
      `{ members: [{ url: "http://127.0.0.1:${port}" }], protocol: http2, assertion: ${byMac} }`,
    );
    t.after(() => gateway.close());
    for (const wire of [get("/a?b"), post("/a", "x".repeat(100_000)), chunked("/a", "b", "c")]) {
      assert.equal(statusOf((await exchangeRaw(gateway.port, wire)).bytes), 200);
    }
    assert.deepEqual(rejections, []);
  });

  it("HTTP/2 carries no body behind what was signed without one, nor behind a health check", async (t) => {
    const rejections: Rejection[] = [];
    const onReject = (rejection: Rejection): unknown => rejections.push(rejection);
    const health = { path: "/healthz", from: ["127.0.0.0/8"] };
    const handler = guarded({ keys, health, onReject }, reflecting);
    const port = await listen(t, createHttp2Server(handler as never));
    const session = connect(`http://127.0.0.1:${port}`);
    t.after(() => session.close());
    const ask = async (path: string, body: string, fields: readonly [string, string][]): Promise<number> => {
      const others = fields.filter(([name]) => name !== "Host");
      const head = { ":method": "GET", ":path": path, ":authority": "a", ...Object.fromEntries(others) };
      const stream = session.request(head, { endStream: body === "" });
      if (body !== "") stream.end(body);
      stream.resume();
      const [answer] = (await once(stream, "response")) as [{ ":status"?: number }];
      return answer[":status"] ?? 0;
    };
    const signed = (): [string, string][] =>
      captured({ method: "GET", target: "/a", host: "a", body: "" }).fields;
    assert.equal(await ask("/a", "", signed()), 200);
    assert.equal(await ask("/a", "more", signed()), 403);
    assert.equal(await ask("/healthz", "more", []), 403);
    assert.deepEqual(
      rejections.map(({ reason }) => reason),
      ["digest-wrong", "assertion-missing"],
    );
  });

  it("WebSocket is signed, and the guard hears of it as of everything else", async (t) => {
    const rejections: Rejection[] = [];
    const guard = new NodeGuard({ keys, onReject: (one) => rejections.push(one) });
    const sockets = new WebSocketServer({ noServer: true });
    const server = createServer(guard.handler((_request, response) => response.end("no socket")));
    server.on(
      "upgrade",
      guard.upgrade((request, socket, head) => {
        sockets.handleUpgrade(request, socket, head, (client) => client.send("hello"));
      }),
    );
    const port = await listen(t, server);
    const gateway = await startConfigured(`
pools:
  up: { members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${byMac} }
sites:
  all: { hosts: ["*"], routes: { all: { path: /*, target: { pool: up }, webSocket: {} } } }
`);
    t.after(() => gateway.close());
    const upgrade = (more = ""): string =>
      `GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
    const through = await exchangeRaw(gateway.port, upgrade(), { until: (bytes) => bytes.includes("hello") });
    assert.equal(statusOf(through.bytes), 101);
    const around = await exchangeRaw(port, upgrade());
    assert.equal(statusOf(around.bytes), 403);
    assert.deepEqual(
      rejections.map(({ reason }) => reason),
      ["assertion-missing"],
    );
    const { fields, target } = captured({ target: "/chat", method: "GET", body: "" });
    const signed = (first: string): string =>
      upgrade(fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")).replace("GET /chat", first);
    const replayed = [signed(`GET ${target}`), signed(`GET ${target}`)].map((wire) =>
      wire.replace("Host: a\r\n", ""),
    );
    const statuses: number[] = [];
    for (const wire of replayed) {
      const { bytes } = await exchangeRaw(port, wire, { until: (seen) => seen.includes("\r\n\r\n") });
      statuses.push(statusOf(bytes));
    }
    assert.deepEqual(statuses, [101, 403]);
  });

  it("a mirror's pool signs by its own key", async (t) => {
    const seen: string[] = [];
    const { port, rejections } = await startBackend(t, (request, response) => {
      seen.push(String(request.headers["signature-input"]));
      response.end();
    });
    const gateway = await startConfigured(
      `
pools:
  up: { members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${byMac} }
  copy: { members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${byKey} }
sites:
  all:
    hosts: ["*"]
    routes: { all: { path: /*, target: { pool: up }, mirror: { pool: copy } } }
`,
      { "assertion.pem": privatePem },
    );
    t.after(() => gateway.close());
    assert.equal(statusOf((await exchangeRaw(gateway.port, get("/a"))).bytes), 200);
    for (let turn = 0; turn < 100 && seen.length < 2; turn++) await new Promise((go) => setTimeout(go, 10));
    assert.deepEqual(rejections, []);
    assert.deepEqual(seen.map((input) => /keyid="([^"]+)"/.exec(input)?.[1] ?? "").toSorted(), [
      KEY_ID,
      "orders-ed",
    ]);
  });

  it("keys change under load, one after the other, and no request is lost", async (t) => {
    const older = Array.from({ length: 4 }, (_, at) => ({ id: `k${at}`, secret: `${SECRET} number ${at}` }));
    const { port, rejections } = await startBackend(t, (_request, response) => response.end(), {
      keys: older,
    });
    const poolOf = (at: number): string =>
      oneRoute(
        `{ members: [{ url: "http://127.0.0.1:${port}" }], assertion: { keyId: k${at}, secret: "${SECRET} number ${at}" } }`,
      );
    const gateway = await startConfigured(poolOf(0));
    t.after(() => gateway.close());
    const statuses: number[] = [];
    let isOver = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.push(statusOf((await exchangeRaw(gateway.port, get())).bytes));
    });
    for (const at of [1, 2, 3]) {
      await new Promise((go) => setTimeout(go, 100));
      await gateway.apply({ ...configured(poolOf(at)), generation: at + 1 });
    }
    await new Promise((go) => setTimeout(go, 100));
    isOver = true;
    await Promise.all(clients);
    assert.ok(statuses.length > 20);
    assert.deepEqual(new Set(statuses), new Set([200]));
    assert.deepEqual(rejections, []);
  });

  it("a health check is signed, so that the guard needs no exemption for it", async (t) => {
    const { port, rejections } = await startBackend(t, (_request, response) => response.end());
    const snapshot = configured(
      oneRoute(
        `{ members: [{ url: "http://127.0.0.1:${port}" }], assertion: ${byMac}, healthCheck: { path: /healthz, interval: 20ms, timeout: 1s, healthyAfter: 3 } }`,
      ),
    );
    const deadlines = new Deadlines({ intervalMs: 5 });
    t.after(() => deadlines.close());
    const found = Promise.withResolvers<boolean>();
    const services = { deadlines, now: () => performance.now() };
    const prober = new HealthProber(services, {
      found: ({ isHealthy }) => found.resolve(isHealthy),
      signed: () => undefined,
    });
    t.after(() => prober.close());
    prober.use(
      snapshot.pools.flatMap((spec) => {
        const { probe } = spec;
        const settings = { ...spec, limits: clientLimits(spec, snapshot.limits) };
        return probe === undefined ? [] : [{ settings, probe }];
      }),
    );
    assert.equal(await found.promise, true);
    assert.deepEqual(rejections, []);
  });

  it("what policies ask of a backend is signed for the member that is asked", async (t) => {
    const asked: string[] = [];
    const { port, rejections } = await startBackend(t, (request, response) => {
      request.resume();
      request.on("end", () => {
        asked.push(`${request.method} ${request.url}`);
        response.writeHead(asked.length === 1 ? 503 : 200).end("answer");
      });
    });
    const members = ["127.0.0.1", "localhost"].map((host) => `{ url: "http://${host}:${port}" }`).join(", ");
    const snapshot = configured(
      oneRoute(
        `{ members: [${members}], assertion: ${byMac}, retry: { attempts: 2, methods: [POST], statuses: ["503"] } }`,
      ),
    );
    const deadlines = new Deadlines({ intervalMs: 5 });
    t.after(() => deadlines.close());
    const [spec] = snapshot.pools;
    assert.ok(spec !== undefined);
    const settings = { ...spec, limits: clientLimits(spec, snapshot.limits) };
    const pool = new Pool(settings, { deadlines, now: () => performance.now(), observer: noObserver });
    t.after(() => pool.close());
    const egress = new EgressClient({
      allow: { hosts: [], prefixes: buildPrefixTable([]) },
      proxy: undefined,
    });
    const answer = await requestOfPool(pool, egress, (place) => ({
      method: "POST",
      url: `http://${spec.members[place]?.host}:${port}/v1/embeddings?api-version=1`,
      headers: { "Content-Type": "application/json", "X-Request-Id": "1" },
      body: '{"input":"é"}',
      timeoutMs: 3000,
      maxBytes: 1000,
      isNamed: true,
    }));
    assert.equal(answer.status, 200);
    assert.deepEqual(asked, Array(2).fill("POST /v1/embeddings?api-version=1"));
    assert.deepEqual(rejections, []);
  });

  it("a pool without an assertion gets nothing of it", async (t) => {
    const port = await listen(t, createServer(reflecting));
    const gateway = await startSigning(`{ members: [{ url: "http://127.0.0.1:${port}" }] }`);
    t.after(() => gateway.close());
    const { bytes } = await exchangeRaw(gateway.port, get("/", "Signature: own=:AAAA:\r\n"));
    const headers = JSON.parse(contentOf(bytes)) as Record<string, string>;
    assert.equal(headers["signature"], "own=:AAAA:");
    assert.equal(headers["x-gw-client-ip"], undefined);
  });
});

describe("mutual TLS beside the signature", () => {
  it("takes the gateway's certificate, and no other of the same authority", async (t) => {
    const authority = createTestAuthority("house");
    const server = authority.issue(["127.0.0.1"]);
    const own = authority.issue(["gateway.internal"]);
    const other = authority.issue(["other.internal"]);
    const rejections: Rejection[] = [];
    const { X509Certificate } = await import("node:crypto");
    const certificates = [new X509Certificate(own.certificate).fingerprint256];
    const handler = guarded(
      { keys, require: ["mtls", "signature"], certificates, onReject: (one) => rejections.push(one) },
      reflecting,
    );
    const tls = { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true };
    const port = await listen(t, createHttpsServer({ ...tls, rejectUnauthorized: false }, handler));
    const files = {
      "ca.pem": authority.certificate,
      "own.pem": own.certificate,
      "own.key": own.key,
      "other.pem": other.certificate,
      "other.key": other.key,
    };
    const start = (shown: string): Promise<TestGateway> =>
      startConfigured(
        oneRoute(
          `{ members: [{ url: "https://127.0.0.1:${port}" }], assertion: ${byMac}, tls: { ca: [ca.pem]${shown} } }`,
        ),
        files,
      );
    const statuses: number[] = [];
    for (const shown of [
      ", certificate: own.pem, key: own.key",
      ", certificate: other.pem, key: other.key",
      "",
    ]) {
      const gateway = await start(shown);
      statuses.push(statusOf((await exchangeRaw(gateway.port, get())).bytes));
      await gateway.close();
    }
    assert.deepEqual(statuses, [200, 403, 403]);
    assert.deepEqual(
      rejections.map(({ reason }) => reason),
      ["certificate-foreign", "certificate-missing"],
    );
  });
});
