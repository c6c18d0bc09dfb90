// The gateway's own calls: kept from internal addresses at every hop, credentials kept with their origin,
// through a proxy where there is one, and bounded. The OpenTelemetry exporter of a node goes this way.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { EgressClient, type EgressLookup, type EgressRequest } from "#upstream/egress.ts";
import { EgressError } from "#upstream/egress-error.ts";
import type { EgressProxy } from "#upstream/proxy-tunnel.ts";
import { createTestAuthority } from "../harness/certificates.ts";
import { startConnectProxy } from "../harness/connect-proxy.ts";
import { prefixes } from "../harness/gateway.ts";
import { freePorts, startProgram, testFolder } from "../harness/program.ts";

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

async function listen(t: TestContext, server: Server | TcpServer, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.after(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

const startServer = (t: TestContext, handler: Handler): Promise<number> => listen(t, createServer(handler));

type Settings = {
  readonly allow?: readonly string[];
  readonly hosts?: readonly string[];
  readonly proxy?: EgressProxy;
  readonly lookup?: EgressLookup;
};

/** Names that no lookup of the test knows do not exist. */
function client({
  allow = [],
  hosts = [],
  proxy,
  lookup = () => Promise.reject(new Error("none")),
}: Settings) {
  return new EgressClient({ allow: { hosts, prefixes: prefixes(...allow) }, proxy }, lookup);
}

const ask = (url: string, change: Partial<EgressRequest> = {}): EgressRequest => {
  return { method: "GET", url, timeoutMs: 5000, maxBytes: 10_000, ...change };
};

async function failure(made: Promise<unknown>): Promise<EgressError> {
  const error = await made.then(
    () => assert.fail("it was answered"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EgressError, String(error));
  return error;
}

const internal = [
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1"],
  ...["172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"],
  ...["255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"],
  ...["::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:1::1", "fc00::1", "fd00:ec2::254"],
  ...["fe80::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1"],
];

describe("a call of the gateway's own is denied", () => {
  for (const address of internal) {
    it(`to ${address}, as a literal and behind a name`, async () => {
      const host = address.includes(":") ? `[${address}]` : address;
      assert.equal((await failure(client({}).request(ask(`http://${host}/`)))).code, "denied");
      const lookup: EgressLookup = () => Promise.resolve(["93.184.216.34", address]);
      const named = await failure(client({ lookup }).request(ask("https://feed.example/")));
      assert.equal(named.code, "denied");
    });
  }

  it("however the address is spelled", async () => {
    const spellings = [
      "2130706433",
      "0x7f.1",
      "017700000001",
      "127.1",
      "[0:0:0:0:0:ffff:7f00:1]",
      "127。0。0。1",
    ];
    for (const host of spellings) {
      assert.equal((await failure(client({}).request(ask(`http://${host}/`)))).code, "denied", host);
    }
  });

  it("with another scheme, or credentials in the URL", async () => {
    for (const url of ["file:///etc/passwd", "ftp://feed.example/", "http://user:pass@93.184.216.34/", "x"]) {
      assert.equal((await failure(client({}).request(ask(url)))).code, "denied", url);
    }
  });
});

describe("what is listed is called", () => {
  it("by address, prefix, host and suffix, and no more than that", async (t) => {
    const port = await startServer(t, (_req, res) => res.end("inside"));
    const lookup: EgressLookup = () => Promise.resolve(["127.0.0.1"]);
    const right: readonly (readonly [Settings, string])[] = [
      [{ allow: ["127.0.0.1"] }, `http://127.0.0.1:${port}/`],
      [{ allow: ["127.0.0.0/8"], lookup }, `http://feed.example:${port}/`],
      [{ hosts: ["feed.example"], lookup }, `http://FEED.example:${port}/`],
      [{ hosts: ["*.example"], lookup }, `http://feed.example:${port}/`],
    ];
    for (const [settings, url] of right) {
      const { status, body } = await client(settings).request(ask(url));
      assert.deepEqual([status, body.toString()], [200, "inside"]);
    }
    const wrong: readonly Settings[] = [
      { allow: ["127.0.0.2"], lookup },
      { hosts: ["example"], lookup },
      { hosts: ["*.feed.example"], lookup },
    ];
    for (const settings of wrong) {
      assert.equal(
        (await failure(client(settings).request(ask(`http://feed.example:${port}/`)))).code,
        "denied",
      );
    }
    const own = await client({ lookup }).request(ask(`http://feed.example:${port}/`, { isNamed: true }));
    assert.equal(own.status, 200);
  });

  it("at the address that was judged, whatever the name leads to a moment later", async (t) => {
    const port = await startServer(t, (_req, res) => res.end("judged"));
    let lookups = 0;
    const lookup: EgressLookup = () => Promise.resolve(lookups++ === 0 ? ["127.0.0.1"] : ["127.0.0.5"]);
    const { body } = await client({ allow: ["127.0.0.1"], lookup }).request(
      ask(`http://rebind.example:${port}/`),
    );
    assert.equal(body.toString(), "judged");
    assert.equal(lookups, 1);
  });
});

describe("a redirect", () => {
  const redirecting =
    (location: () => string, status = 302): Handler =>
    (_req, res) =>
      res.writeHead(status, { location: location() }).end();

  it("to an internal address is denied, though the first place may be internal", async (t) => {
    for (const location of ["http://169.254.169.254/latest/meta-data/", "//127.0.0.2:1/", "http://[::1]/"]) {
      const port = await startServer(
        t,
        redirecting(() => location),
      );
      const named = ask(`http://127.0.0.1:${port}/`, { isNamed: true, maxRedirects: 3 });
      assert.equal((await failure(client({}).request(named))).code, "denied", location);
    }
  });

  it("is an answer where none is to be followed, and an error past the most", async (t) => {
    const port = await startServer(
      t,
      redirecting(() => "/again"),
    );
    const request = ask(`http://127.0.0.1:${port}/`);
    assert.equal((await client({ allow: ["127.0.0.1"] }).request(request)).status, 302);
    const endless = client({ allow: ["127.0.0.1"] }).request({ ...request, maxRedirects: 3 });
    assert.equal((await failure(endless)).code, "too-many-redirects");
  });

  it("takes credentials along to the same origin only, and no body to another", async (t) => {
    const seen: (string | undefined)[] = [];
    const other = await startServer(t, (req, res) => {
      seen.push(req.headers.authorization);
      res.end("other");
    });
    const port = await startServer(t, (req, res) => {
      seen.push(req.headers.authorization);
      if (req.url === "/one") res.writeHead(307, { location: "/two" }).end();
      else res.writeHead(307, { location: `http://127.0.0.1:${other}/three` }).end();
    });
    const egress = client({ allow: ["127.0.0.1"] });
    const change = { credentials: { authorization: "Bearer secret" }, maxRedirects: 5 };
    const { body, url } = await egress.request(ask(`http://127.0.0.1:${port}/one`, change));
    assert.equal(body.toString(), "other");
    assert.equal(url, `http://127.0.0.1:${other}/three`);
    assert.deepEqual(seen, ["Bearer secret", "Bearer secret", undefined]);
    const post = ask(`http://127.0.0.1:${port}/one`, { ...change, method: "POST", body: "data" });
    assert.equal((await failure(egress.request(post))).code, "denied");
  });
});

describe("an answer", () => {
  it("is bounded in time and size", async (t) => {
    const port = await startServer(t, (req, res) => {
      if (req.url === "/slow") res.write("so far");
      else res.end("x".repeat(20_000));
    });
    const egress = client({ allow: ["127.0.0.1"] });
    const slow = await failure(egress.request(ask(`http://127.0.0.1:${port}/slow`, { timeoutMs: 200 })));
    assert.equal(slow.code, "timeout");
    assert.equal((await failure(egress.request(ask(`http://127.0.0.1:${port}/`)))).code, "too-large");
  });

  it("over TLS comes from who the certificate names, or not at all", async (t) => {
    const authority = createTestAuthority("test authority");
    const { certificate, key } = authority.issue(["feed.example"]);
    const server = createTlsServer({ cert: certificate, key }, (_req, res) => res.end("secret"));
    server.on("tlsClientError", () => {});
    const port = await listen(t, server);
    const egress = client({
      hosts: ["feed.example"],
      allow: ["127.0.0.1"],
      lookup: async () => ["127.0.0.1"],
    });
    const tls = { ca: authority.certificate, certificate: "", key: "" };
    const good = await egress.request(ask(`https://feed.example:${port}/`, { tls }));
    assert.equal(good.body.toString(), "secret");
    const bad = [ask(`https://feed.example:${port}/`), ask(`https://127.0.0.1:${port}/`, { tls })];
    for (const request of bad) assert.equal((await failure(egress.request(request))).code, "failed");
  });
});

describe("with a proxy", () => {
  type Proxy = { readonly at: EgressProxy; readonly seen: string[] };

  /** Leads everything to a port on loopback, whatever it is asked for. */
  async function startProxy(t: TestContext, port: number, isOpen = true): Promise<Proxy> {
    const seen: string[] = [];
    const server = createServer((req, res) => {
      seen.push(`${req.method} ${req.url} ${req.headers["proxy-authorization"]}`);
      res.end("through the proxy");
    });
    server.on("connect", (req, socket) => {
      seen.push(`CONNECT ${req.url} ${req.headers["proxy-authorization"]}`);
      if (!isOpen) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        return;
      }
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
      t.after(() => {
        socket.destroy();
        onward.destroy();
      });
    });
    const own = await listen(t, server);
    return { at: { host: "127.0.0.1", port: own, authorization: "Basic dXNlcjpwYXNz" }, seen };
  }

  it("plain requests name the whole URL, and what is internal and allowed goes direct", async (t) => {
    const direct = await startServer(t, (_req, res) => res.end("direct"));
    const proxy = await startProxy(t, direct);
    const egress = client({ proxy: proxy.at, allow: ["127.0.0.1"] });
    const { body } = await egress.request(ask("http://feed.example/list?x=1"));
    assert.equal(body.toString(), "through the proxy");
    assert.deepEqual(proxy.seen, ["GET http://feed.example/list?x=1 Basic dXNlcjpwYXNz"]);
    const inside = await egress.request(ask(`http://127.0.0.1:${direct}/`));
    assert.equal(inside.body.toString(), "direct");
    assert.equal((await failure(egress.request(ask("http://169.254.169.254/")))).code, "denied");
    assert.equal(proxy.seen.length, 1);
  });

  it("TLS goes through CONNECT, verified end to end, with the credentials for the proxy only", async (t) => {
    const authority = createTestAuthority("test authority");
    const { certificate, key } = authority.issue(["feed.example"]);
    let credentials: unknown;
    const server = createTlsServer({ cert: certificate, key }, (req, res) => {
      credentials = req.headers["proxy-authorization"];
      res.end("secret");
    });
    server.on("tlsClientError", () => {});
    const proxy = await startProxy(t, await listen(t, server));
    const egress = client({ proxy: proxy.at });
    const tls = { ca: authority.certificate, certificate: "", key: "" };
    const { body } = await egress.request(ask("https://feed.example/", { tls }));
    assert.equal(body.toString(), "secret");
    assert.equal(credentials, undefined);
    assert.deepEqual(proxy.seen, ["CONNECT feed.example:443 Basic dXNlcjpwYXNz"]);
    const wrong = await failure(egress.request(ask("https://other.example/", { tls })));
    assert.equal(wrong.code, "failed");
    assert.match(wrong.message, /other\.example/);
  });

  it("a node's telemetry reaches a collector that only the proxy can reach", async (t) => {
    const proxy = await startProxy(t, 1);
    const folder = testFolder(t);
    const [port = 0, adminPort = 0] = await freePorts(2);
    const file = join(folder, "portcullis.yaml");
    writeFileSync(
      file,
      `version: 1
node: { workers: 1, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
telemetry:
  otlp: { endpoint: "http://collector.invalid:4318", signals: [metrics], metricInterval: 1s }
egress: { proxy: "http://user:pass@127.0.0.1:${proxy.at.port}" }
sites:
  default: { hosts: ["*"], routes: { hello: { path: /hello, target: { respond: { body: hello } } } } }
`,
    );
    const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
    await program.until(() => proxy.seen.length > 0, "exported through the proxy");
    assert.equal(proxy.seen[0], "POST http://collector.invalid:4318/v1/metrics Basic dXNlcjpwYXNz");
    assert.ok(!program.stderr.includes("pass@"));
  });

  it("that refuses there is no answer, and no other way is tried", async (t) => {
    const proxy = await startProxy(t, 1, false);
    const refused = await failure(client({ proxy: proxy.at }).request(ask("https://feed.example/")));
    assert.equal(refused.code, "proxy-refused");
    assert.match(refused.message, /407/);
  });
});

describe("through a proxy that the request names", () => {
  const proxyAt = (port: number, change: Partial<EgressRequest["proxy"]> = {}) => {
    const at = { host: "127.0.0.1", port, authorization: "Basic dXNlcjpwYXNz", isNamed: true, ...change };
    return { proxy: at };
  };

  it("plain requests go by a tunnel, whose credentials stay with the proxy", async (t) => {
    const heads: unknown[] = [];
    const port = await startServer(t, (req, res) => {
      heads.push([req.method, req.url, req.headers.host, req.headers["proxy-authorization"]]);
      req.pipe(res);
    });
    const proxy = await startConnectProxy(t, port);
    // The settings' own proxy is not asked then.
    const egress = client({ proxy: { host: "127.0.0.1", port: 1, authorization: "" } });
    const posted = { method: "POST", body: "ping", isNamed: true, ...proxyAt(proxy.port) };
    const { status, body } = await egress.request(ask("http://feed.example:8080/list?x=1", posted));
    assert.deepEqual([status, body.toString()], [200, "ping"]);
    assert.deepEqual(proxy.asked, ["feed.example:8080 Basic dXNlcjpwYXNz"]);
    assert.deepEqual(heads, [["POST", "/list?x=1", "feed.example:8080", undefined]]);
  });

  it("TLS is between us and the place, of its name", async (t) => {
    const authority = createTestAuthority("test authority");
    const { certificate, key } = authority.issue(["feed.example"]);
    const server = createTlsServer({ cert: certificate, key }, (_req, res) => res.end("secret"));
    server.on("tlsClientError", () => {});
    const proxy = await startConnectProxy(t, await listen(t, server));
    const tls = { ca: authority.certificate, certificate: "", key: "" };
    const lookup: EgressLookup = () => Promise.resolve(["93.184.216.34"]);
    const { body } = await client({ lookup }).request(
      ask("https://feed.example/", { tls, ...proxyAt(proxy.port) }),
    );
    assert.equal(body.toString(), "secret");
    // Not named by the configuration: the proxy may not look it up anew.
    assert.deepEqual(proxy.asked, ["93.184.216.34:443 Basic dXNlcjpwYXNz"]);
    const other = ask("https://other.example/", { tls, isNamed: true, ...proxyAt(proxy.port) });
    assert.match((await failure(client({}).request(other))).message, /other\.example/);
  });

  it("an internal address is denied of the place, and of a proxy that is not named", async (t) => {
    const port = await startServer(t, (_req, res) => res.end("inside"));
    const proxy = await startConnectProxy(t, port);
    const url = `http://127.0.0.1:${port}/`;
    assert.equal((await failure(client({}).request(ask(url, proxyAt(proxy.port))))).code, "denied");
    const unnamed = { isNamed: true, ...proxyAt(proxy.port, { isNamed: false }) };
    assert.equal((await failure(client({}).request(ask(url, unnamed)))).code, "denied");
    assert.deepEqual(proxy.asked, []);
    const allowed = await client({ allow: ["127.0.0.1"] }).request(ask(url, unnamed));
    assert.equal(allowed.body.toString(), "inside");
  });

  it("where it redirects goes there too, judged", async (t) => {
    const port = await startServer(t, (req, res) => {
      if (req.url === "/first") res.writeHead(302, { location: "http://169.254.169.254/" }).end();
      else res.end();
    });
    const proxy = await startConnectProxy(t, port);
    const request = { isNamed: true, maxRedirects: 1, ...proxyAt(proxy.port) };
    const denied = await failure(client({}).request(ask("http://feed.example/first", request)));
    assert.equal(denied.code, "denied");
    assert.equal(proxy.asked.length, 1);
  });

  it("its further addresses are tried, and its silence ends with the time", async (t) => {
    const port = await startServer(t, (_req, res) => res.end("there"));
    const proxy = await startConnectProxy(t, port);
    const lookup: EgressLookup = () => Promise.resolve(["127.0.0.9", "127.0.0.1"]);
    const named = { isNamed: true, ...proxyAt(proxy.port, { host: "proxy.example" }) };
    const { body } = await client({ lookup }).request(ask("http://feed.example/", named));
    assert.equal(body.toString(), "there");
    const silent = createServer();
    silent.on("connect", (_req, socket) => t.after(() => socket.destroy()));
    const late = { isNamed: true, timeoutMs: 50, ...proxyAt(await listen(t, silent)) };
    assert.equal((await failure(client({}).request(ask("http://feed.example/", late)))).code, "timeout");
  });
});
