// The policy `proxy`, over the wire: calls that reach their backend through an HTTP proxy.

import assert from "node:assert/strict";
import { createServer } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { Socket, Server as TcpServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { TLSSocket } from "node:tls";
import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { noIdentity } from "#snapshot/identity-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { startConnectProxy } from "../harness/connect-proxy.ts";
import { member, pool, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { answering, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";
import { TestAuthority } from "../harness/test-authority.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async function backendOf(t: TestContext, answer: (request: string) => string = () => OK) {
  const requests: string[] = [];
  const backend = await startRawBackend(
    answering((bytes) => {
      requests.push(bytes);
      return answer(bytes);
    }),
  );
  t.after(() => backend.close());
  return { port: backend.port, requests };
}

async function gatewayOf(
  t: TestContext,
  sections: Parameters<typeof documentOf>[0],
  change: Partial<Snapshot>,
): Promise<TestGateway> {
  const policy = { file: "policy.xml", text: documentOf(sections) };
  const routes = [route("/*", { kind: "pool", pool: "up" }, { features: { ...noFeatures, policy } })];
  const gateway = await startGateway({ sites: [site(routes)], ...change }, productEngines);
  t.after(() => gateway.close());
  return gateway;
}

async function ask(gateway: TestGateway): Promise<string> {
  const request = "GET /items HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  return (await exchangeRaw(gateway.port, request, { halfClose: false })).bytes;
}

const through = (port: number): string => `<base /><proxy url="http://127.0.0.1:${port}" />`;
/** An address that an expression makes. */
const made = (url: string): string => `@(&quot;${url}&quot; + &quot;&quot;)`;
const allowed = { allow: { hosts: [], prefixes: prefixes("127.0.0.1") }, proxy: undefined };

describe("the policy proxy leads to the backend", () => {
  it("of the route, with credentials for the proxy alone, and keeps the connection", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const inbound = `<base /><proxy url="http://127.0.0.1:${proxy.port}" username="user" password="pass" />`;
    const gateway = await gatewayOf(t, { inbound }, { pools: [pool("up", [backend.port])] });
    for (let i = 0; i < 2; i++) assert.match(await ask(gateway), /^HTTP\/1\.1 200 [^]*\r\n\r\nok$/);
    assert.deepEqual(proxy.asked, [`127.0.0.1:${backend.port} Basic dXNlcjpwYXNz`]);
    assert.equal(backend.requests.length, 2);
    assert.match(backend.requests[0] ?? "", /^GET \/items HTTP\/1\.1\r\nHost: a\r\n/);
    assert.doesNotMatch(backend.requests.join(""), /proxy/i);
    assert.deepEqual(gateway.defects, []);
  });

  it("by the name that the document has, which the proxy resolves", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const inbound = `<set-backend-service base-url="http://backend.invalid/base" />${through(proxy.port)}`;
    const gateway = await gatewayOf(t, { inbound }, { pools: [pool("up", [1])] });
    assert.match(await ask(gateway), /^HTTP\/1\.1 200 /);
    assert.deepEqual(proxy.asked, ["backend.invalid:80 undefined"]);
    assert.match(backend.requests[0] ?? "", /^GET \/base\/items HTTP\/1\.1\r\nHost: backend\.invalid\r\n/);
  });

  it("by the address that was judged, where an expression makes it", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const base = made(`http://127.0.0.1:${backend.port}`);
    const inbound = `<set-backend-service base-url="${base}" />${through(proxy.port)}`;
    const pools = [pool("up", [1])];
    assert.match(await ask(await gatewayOf(t, { inbound }, { pools })), /^HTTP\/1\.1 502 /);
    assert.deepEqual(proxy.asked, []);
    assert.match(await ask(await gatewayOf(t, { inbound }, { pools, egress: allowed })), /^HTTP\/1\.1 200 /);
    assert.deepEqual(proxy.asked, [`127.0.0.1:${backend.port} undefined`]);
  });

  it("through TLS from end to end, with the certificate that was chosen", async (t) => {
    const authority = await TestAuthority.create("Backend CA");
    const { certificate, key } = await authority.issue({ subject: "CN=partner", usage: "client" });
    const identity = { ...noIdentity, certificates: [{ id: "partner", chain: certificate, key }] };
    const proxy = await startConnectProxy(t, await tlsBackend(t, authority, "127.0.0.1"), "127.0.0.2");
    const own = { ca: authority.certificate, certificate: "", key: "", serverName: "", verify: true };
    const tls = { ...own, minVersion: "TLSv1.2" as const };
    const asks = async (host: string, policy: string): Promise<string> => {
      const pools = [pool("up", [], { members: [member(host, 443, { isTls: true })], tls })];
      const inbound = `<base /><proxy url="http://127.0.0.2:${proxy.port}" />${policy}`;
      return ask(await gatewayOf(t, { inbound }, { pools, identity }));
    };
    assert.match(await asks("127.0.0.1", ""), /client: nobody$/);
    const shown = `<authentication-certificate certificate-id="partner" />`;
    assert.match(await asks("127.0.0.1", shown), /client: partner$/);
    // The certificate must hold for the member: not for the proxy, and for no other name.
    assert.match(await asks("127.0.0.2", ""), /^HTTP\/1\.1 502 /);
    assert.match(await asks("other.invalid", ""), /^HTTP\/1\.1 502 /);
    assert.deepEqual(proxy.asked.slice(0, 2), ["127.0.0.1:443 undefined", "127.0.0.1:443 undefined"]);
  });

  it("in HTTP/2", async (t) => {
    const server = createServer((_req, res) => res.end("second"));
    const proxy = await startConnectProxy(t, await listening(t, server));
    const pools = [pool("up", [9], { isHttp2: true })];
    const gateway = await gatewayOf(t, { inbound: through(proxy.port) }, { pools });
    for (let i = 0; i < 2; i++) assert.match(await ask(gateway), /^HTTP\/1\.1 200 [^]*second/);
    assert.equal(proxy.asked.length, 1);
  });

  it("and to where it redirects", async (t) => {
    const backend = await backendOf(t, (request) =>
      request.startsWith("GET /items")
        ? "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:81/moved\r\nContent-Length: 0\r\n\r\n"
        : OK,
    );
    const proxy = await startConnectProxy(t, backend.port);
    const sections = { inbound: through(proxy.port), backend: `<forward-request follow-redirects="true" />` };
    const gateway = await gatewayOf(t, sections, { pools: [pool("up", [80])], egress: allowed });
    assert.match(await ask(gateway), /^HTTP\/1\.1 200 /);
    assert.deepEqual(proxy.asked, ["127.0.0.1:80 undefined", "127.0.0.1:81 undefined"]);
  });
});

describe("a proxy of the policy", () => {
  it("that an expression makes is asked only where egress.allow lists it", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const inbound = `<base /><proxy url="${made(`http://127.0.0.1:${proxy.port}`)}" />`;
    const pools = [pool("up", [backend.port])];
    const strict = await gatewayOf(t, { inbound }, { pools });
    assert.match(await ask(strict), /^HTTP\/1\.1 502 /);
    assert.match(JSON.stringify(strict.warnings), /internal address/);
    assert.deepEqual(proxy.asked, []);
    assert.match(await ask(await gatewayOf(t, { inbound }, { pools, egress: allowed })), /^HTTP\/1\.1 200 /);
    assert.equal(proxy.asked.length, 1);
  });

  it("that is none ends the call", async (t) => {
    const inbound = `<base /><proxy url="${made("https://127.0.0.1:1")}" />`;
    const backend = await backendOf(t);
    const gateway = await gatewayOf(t, { inbound }, { pools: [pool("up", [backend.port])] });
    assert.match(await ask(gateway), /^HTTP\/1\.1 500 /);
    assert.deepEqual(backend.requests, []);
  });

  it("that refuses, or is not there, is a backend that cannot be reached", async (t) => {
    const backend = await backendOf(t);
    const refusing = await startConnectProxy(t, 0);
    const pools = [pool("up", [backend.port])];
    const onError = `<set-header name="X-R"><value>@(context.LastError.Reason)</value></set-header>`;
    for (const [port, detail] of [
      [refusing.port, /the proxy answered 407/],
      [1, /ECONNREFUSED/],
    ] as const) {
      const gateway = await gatewayOf(t, { inbound: through(port), onError }, { pools });
      const answer = await ask(gateway);
      assert.match(answer, /^HTTP\/1\.1 502 /);
      assert.match(answer, /\r\nX-R: BackendConnectionFailure\r\n/);
      const [line] = await gateway.recorded(1);
      assert.equal(line?.reason, "connect-failed");
      assert.match(line?.detail ?? "", detail);
    }
    assert.deepEqual(backend.requests, []);
  });

  it("that says nothing is given up in the pool's time to connect", async (t) => {
    const silent = await startRawBackend(() => {});
    t.after(() => silent.close());
    const gateway = await gatewayOf(t, { inbound: through(silent.port) }, { pools: [pool("up", [9])] });
    assert.match(await ask(gateway), /^HTTP\/1\.1 504 /);
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, "connect-timeout");
    assert.equal(silent.received().split("\r\n")[0], "CONNECT 127.0.0.1:9 HTTP/1.1");
    assert.deepEqual(gateway.defects, []);
  });

  it("is not asked by send-request of the same document", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const url = `<set-url>http://127.0.0.1:${backend.port}/own</set-url><set-method>GET</set-method>`;
    const inbound = `${through(proxy.port)}<send-request response-variable-name="r">${url}</send-request>`;
    const gateway = await gatewayOf(t, { inbound }, { pools: [pool("up", [backend.port])] });
    assert.match(await ask(gateway), /^HTTP\/1\.1 200 /);
    assert.equal(backend.requests.length, 2);
    assert.equal(proxy.asked.length, 1);
  });
});

describe("a proxy inside of send-request", () => {
  const sending = (url: string, proxy: string, attributes = ""): string =>
    `<base /><send-request response-variable-name="r"${attributes}><set-url>${url}</set-url>` +
    `<set-method>GET</set-method>${proxy}</send-request><return-response response-variable-name="r" />`;
  const asking = async (t: TestContext, inbound: string, change: Partial<Snapshot> = {}) => {
    const gateway = await gatewayOf(t, { inbound }, { pools: [pool("up", [1])], ...change });
    return { answer: await ask(gateway), gateway };
  };

  it("leads to its address, by CONNECT, for itself alone", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const own = `<proxy url="http://127.0.0.1:${proxy.port}" username="user" password="pass" />`;
    const { answer } = await asking(t, sending("http://auth.invalid/check?a=1", own));
    assert.match(answer, /^HTTP\/1\.1 200 [^]*\r\n\r\nok$/);
    assert.deepEqual(proxy.asked, ["auth.invalid:80 Basic dXNlcjpwYXNz"]);
    assert.match(backend.requests[0] ?? "", /^GET \/check\?a=1 HTTP\/1\.1\r\n/);
    assert.match(backend.requests[0] ?? "", /\r\nhost: auth\.invalid\r\n/i);
    assert.doesNotMatch(backend.requests.join(""), /proxy/i);
  });

  it("is asked for the address that was judged, and judged itself, where expressions make them", async (t) => {
    const backend = await backendOf(t);
    const proxy = await startConnectProxy(t, backend.port);
    const literal = `http://127.0.0.1:${proxy.port}`;
    for (const [url, address] of [
      [made(`http://127.0.0.1:${backend.port}/own`), literal],
      [`http://127.0.0.1:${backend.port}/own`, made(literal)],
    ] as const) {
      const inbound = sending(url, `<proxy url="${address}" />`);
      const strict = await asking(t, inbound);
      assert.match(strict.answer, /^HTTP\/1\.1 500 /);
      const [line] = await strict.gateway.recorded(1);
      assert.match(line?.detail ?? "", /internal address/);
      assert.deepEqual(proxy.asked, []);
      assert.match((await asking(t, inbound, { egress: allowed })).answer, /^HTTP\/1\.1 200 /);
      assert.deepEqual(proxy.asked.splice(0), [`127.0.0.1:${backend.port} undefined`]);
    }
  });

  it("that is none, or refuses, fails the request of the policy", async (t) => {
    const refusing = await startConnectProxy(t, 0);
    for (const address of [
      made("https://127.0.0.1:1"),
      `http://127.0.0.1:${refusing.port}`,
      "http://127.0.0.1:1",
    ]) {
      const inbound = sending("http://auth.invalid/", `<proxy url="${address}" />`);
      assert.match((await asking(t, inbound)).answer, /^HTTP\/1\.1 500 /, address);
    }
    assert.deepEqual(refusing.asked, ["auth.invalid:80 undefined"]);
  });
});

/** Says whose certificate it was shown. */
async function tlsBackend(t: TestContext, authority: TestAuthority, name: string): Promise<number> {
  const { certificate: cert, key } = await authority.issue({ names: [name] });
  const asking = { requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer({ cert, key, ca: authority.certificate, ...asking }, (req, res) => {
    const { socket } = req;
    const isShown = socket instanceof TLSSocket && socket.authorized;
    res.end(`client: ${isShown ? String(socket.getPeerCertificate().subject.CN) : "nobody"}`);
  });
  server.on("tlsClientError", () => {});
  return listening(t, server);
}

async function listening(t: TestContext, server: TcpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
