// HTTP/2 through TLS on both sides: agreed on by ALPN with clients, and asked of members by it.

import assert from "node:assert/strict";
import { connect, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from "node:http2";
import { after, before, describe, it } from "node:test";
import type { ListenerSpec } from "#snapshot/listener-spec.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { readServerCertificate } from "#tls/certificate.ts";
import { listener, pool, route, site, startGateway } from "../harness/gateway.ts";
import { gather, type H2Answer } from "../harness/h2-client.ts";
import { type Issued, TestAuthority } from "../harness/test-authority.ts";
import { getSecurely } from "../harness/tls-client.ts";

let authority: TestAuthority;
let issued: Issued;
let backend: Http2SecureServer;
let port = 0;

before(async () => {
  authority = await TestAuthority.create();
  issued = await authority.issue({ names: ["localhost", "127.0.0.1"] });
  backend = createSecureServer({ cert: issued.certificate, key: issued.key });
  backend.on("stream", (stream: ServerHttp2Stream, headers) => {
    stream.respond({ ":status": 200 });
    stream.end(
      `${String(headers[":scheme"])} ${String(headers[":path"])} ${String(headers["x-forwarded-proto"])}`,
    );
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const address = backend.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

after(() => backend.close());

function secureListener(): ListenerSpec {
  const read = readServerCertificate(issued.certificate, issued.key);
  assert.ok(!("code" in read));
  return listener({
    http2: true,
    tls: {
      certificates: [{ name: "own", ...read, ocsp: undefined }],
      acme: [],
      localAuthority: undefined,
      protocols: ["h2", "http/1.1"],
      minVersion: "TLSv1.2",
      handshakeTimeoutMs: 5000,
      ticketKeys: undefined,
      ticketRotationMs: 3_600_000,
      clientCertificates: { mode: "off", authorities: [], revocationLists: [] },
    },
  });
}

function securePool(change: Partial<PoolSpec> = {}): PoolSpec {
  const members = [{ host: "127.0.0.1", port, weight: 1, priority: 1, isTls: true }];
  const tls = {
    ca: authority.certificate,
    certificate: "",
    key: "",
    serverName: "",
    verify: true,
    minVersion: "TLSv1.2",
  } as const;
  return pool("up", [], { members, tls, connectTimeoutMs: 5000, responseTimeoutMs: 5000, ...change });
}

async function ask(gatewayPort: number): Promise<{ answer: H2Answer; protocol: string }> {
  const session = connect(`https://localhost:${gatewayPort}`, { ca: authority.certificate });
  const answer = await gather(session.request({ ":path": "/a" }));
  const protocol = session.alpnProtocol ?? "";
  session.close();
  return { answer, protocol };
}

describe("HTTP/2 through TLS", () => {
  it("is agreed on by ALPN, with clients and with members, beside HTTP/1.1 on the same port", async () => {
    const sites = [site([route("/*", { kind: "pool", pool: "up" })])];
    const pools = [securePool({ isHttp2: true })];
    const gateway = await startGateway({ listeners: [secureListener()], pools, sites });
    const { answer, protocol } = await ask(gateway.port);
    assert.deepEqual([protocol, answer.status, answer.body], ["h2", 200, "https /a https"]);
    const old = await getSecurely(gateway.port, { ALPNProtocols: ["http/1.1"], path: "/b" });
    assert.match(old.bytes, /^HTTP\/1\.1 200 OK\r\n/);
    assert.ok(old.bytes.includes("https /b https"));
    const lines = await gateway.recorded(2);
    assert.deepEqual(
      lines.map((line) => line.protocol),
      ["HTTP/2.0", "HTTP/1.1"],
    );
    assert.deepEqual(gateway.defects, []);
    await gateway.close();
  });

  it("is not spoken to a member that does not agree on it", async () => {
    const sites = [site([route("/*", { kind: "pool", pool: "up" })])];
    const gateway = await startGateway({ listeners: [secureListener()], pools: [securePool()], sites });
    const { answer } = await ask(gateway.port);
    // The member speaks HTTP/2 alone, and refuses the handshake to a pool of HTTP/1.1.
    assert.equal(answer.status, 502);
    await gateway.close();
  });
});
