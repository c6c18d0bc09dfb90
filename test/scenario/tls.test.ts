// TLS listeners before real clients: certificates by name, versions, resumption, client certificates, what is
// told of a connection, and how handshakes end that lead nowhere.

import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import type { ListenerSpec, ListenerTlsSpec } from "#snapshot/listener-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { readClientHello } from "#tls/client-hello.ts";
import { ja4 } from "#tls/ja4.ts";
import { currentTicketKeys, type TicketKeys } from "#tls/ticket-keys.ts";
import { listener, prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { type Issued, TestAuthority } from "../harness/test-authority.ts";
import { getSecurely, isInstalled, namesOf, runTool, type SecureOptions } from "../harness/tls-client.ts";
import { serverTls } from "../harness/tls-listener.ts";

let authority: TestAuthority;
let stranger: TestAuthority;
let shop: Issued;
let wild: Issued;
const gateways: TestGateway[] = [];

before(async () => {
  authority = await TestAuthority.create();
  stranger = await TestAuthority.create("Stranger");
  shop = await authority.issue({ names: ["shop.example", "127.0.0.1"] });
  wild = await authority.issue({ names: ["*.wild.example"] });
});

after(() => Promise.all(gateways.map((gateway) => gateway.close())));

const tls = (change: Partial<ListenerTlsSpec> = {}): ListenerTlsSpec => serverTls([shop, wild], change);

const sites = [
  site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body: "hello" })]),
];

function specOf(change: Partial<ListenerSpec>, more: Partial<Snapshot> = {}): Partial<Snapshot> {
  return { listeners: [listener(change)], sites, ...more };
}

async function start(change: Partial<ListenerSpec>, more: Partial<Snapshot> = {}): Promise<TestGateway> {
  const gateway = await startGateway(specOf(change, more));
  gateways.push(gateway);
  return gateway;
}

/** The reason in the newest access line, once there are so many. */
async function reasonOf(gateway: TestGateway, count = 1): Promise<string> {
  return (await gateway.recorded(count))[count - 1]?.reason ?? "none";
}

describe("certificates", () => {
  test("the name that a client asks for decides which it is shown", async () => {
    const { port } = await start({ tls: tls() });
    const shown: readonly (readonly [string | undefined, string])[] = [
      ["shop.example", "DNS:shop.example"],
      ["SHOP.example", "DNS:shop.example"],
      ["api.wild.example", "DNS:*.wild.example"],
      ["a.b.wild.example", "DNS:shop.example"],
      ["wild.example", "DNS:shop.example"],
      ["unknown.example", "DNS:shop.example"],
      [undefined, "DNS:shop.example"],
    ];
    for (const [servername, names] of shown) {
      const reply = await getSecurely(port, servername === undefined ? {} : { servername });
      assert.ok(namesOf(reply).startsWith(names), `${servername}: ${namesOf(reply)}`);
      assert.equal(statusOf(reply.bytes), 200, `${servername}: ${reply.bytes}`);
    }
  });

  test("a host that the shown certificate is not good for is misdirected, a neighbour on it is not", async () => {
    const gateway = await start({ tls: tls() });
    const { port } = gateway;
    const servername = "a.wild.example";
    assert.equal(statusOf((await getSecurely(port, { servername, host: "b.wild.example" })).bytes), 200);
    assert.equal(statusOf((await getSecurely(port, { servername, host: "b.wild.example:443" })).bytes), 200);
    const other = await getSecurely(port, { servername, host: "shop.example" });
    assert.equal(statusOf(other.bytes), 421, other.bytes);
    assert.equal(await reasonOf(gateway, 3), "host-misdirected");
    assert.equal(statusOf((await getSecurely(port, { host: "shop.example" })).bytes), 200, "without a name");
  });

  test("TLS 1.1 is refused, and 1.2 where the listener asks for 1.3", async () => {
    const gateway = await start({ tls: tls() });
    const old: SecureOptions = {
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    };
    assert.equal((await getSecurely(gateway.port, old)).bytes, "");
    assert.equal(await reasonOf(gateway), "tls-handshake-failed");
    const twelve = await getSecurely(gateway.port, { maxVersion: "TLSv1.2" });
    assert.equal(twelve.protocol, "TLSv1.2");
    assert.equal(statusOf(twelve.bytes), 200);
    const strict = await start({ tls: tls({ minVersion: "TLSv1.3" }) });
    assert.equal((await getSecurely(strict.port, { maxVersion: "TLSv1.2" })).bytes, "");
    assert.equal(statusOf((await getSecurely(strict.port)).bytes), 200);
  });

  test("ciphers without forward secrecy or authentication are refused", async () => {
    const { port } = await start({ tls: tls() });
    for (const ciphers of ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"]) {
      const reply = await getSecurely(port, { maxVersion: "TLSv1.2", ciphers });
      assert.equal(reply.bytes, "", ciphers);
    }
  });

  test("a client that speaks no protocol of ours is told so in the handshake", async () => {
    const gateway = await start({ tls: tls() });
    const reply = await getSecurely(gateway.port, { ALPNProtocols: ["spdy/3"] });
    assert.equal(reply.error, "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
    assert.equal(await reasonOf(gateway), "tls-handshake-failed");
  });
});

describe("what a connection tells", () => {
  test("the access line has version, name and fingerprint", async () => {
    const gateway = await start({ tls: tls() });
    await getSecurely(gateway.port, { servername: "shop.example" });
    const [line] = await gateway.recorded(1);
    assert.equal(line?.tlsVersion, "TLSv1.3");
    assert.equal(line?.serverName, "shop.example");
    assert.match(line?.ja4 ?? "", /^t13d[0-9]{4}00_[0-9a-f]{12}_[0-9a-f]{12}$/);
  });

  for (const [tool, args] of [
    ["curl", (port: number) => ["-sk", "--http1.1", `https://127.0.0.1:${port}/`]],
    [
      "openssl",
      (port: number) => ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", "shop.example"],
    ],
  ] as const) {
    test(`the fingerprint of ${tool} is that of the hello that it sends`, {
      skip: !isInstalled(tool),
    }, async () => {
      const captured = await captureHello((port) => runTool(tool, args(port)));
      const gateway = await start({ tls: tls() });
      const request = "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
      await runTool(tool, [...args(gateway.port), ...(tool === "openssl" ? ["-ign_eof"] : [])], request);
      const [line] = await gateway.recorded(1);
      assert.equal(line?.ja4, captured);
    });
  }
});

/** JA4 of the first flight that a client sends to a server that never answers. */
async function captureHello(client: (port: number) => Promise<unknown>): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const ended = client(address.port);
  const socket = await accepted;
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    if (readClientHello(bytes) !== "incomplete") break;
  }
  socket.destroy();
  server.close();
  await ended;
  const hello = readClientHello(bytes);
  assert.ok(typeof hello === "object");
  return ja4(hello);
}

describe("handshakes that lead nowhere", () => {
  test("a client that speaks HTTP, or rubbish, is closed and leaves a line", async () => {
    const gateway = await start({ tls: tls() });
    const wrong = [
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
      "\0".repeat(99),
    ];
    for (const [i, bytes] of wrong.entries()) {
      const reply = await exchangeRaw(gateway.port, bytes);
      assert.notEqual(reply.end, "open");
      assert.equal(await reasonOf(gateway, i + 1), "tls-handshake-failed");
    }
    assert.deepEqual(gateway.handshakes, ["failed", "failed", "failed"]);
  });

  test("a client that stalls is closed when its time is over, with nothing sent or with half a hello", async () => {
    const gateway = await start({ tls: tls({ handshakeTimeoutMs: 200 }) });
    const replies = await Promise.all(
      ["", "\x16\x03\x01\x02\x00\x01\x00"].map((bytes) => exchangeRaw(gateway.port, bytes)),
    );
    assert.ok(replies.every(({ end }) => end !== "open"));
    assert.equal(await reasonOf(gateway, 2), "tls-handshake-timeout");
    assert.deepEqual(gateway.refusals, ["accept:tls-handshake-timeout", "accept:tls-handshake-timeout"]);
  });

  test("a client that connects and leaves, as health checks do, leaves no line", async () => {
    const gateway = await start({ tls: tls() });
    const socket = connect(gateway.port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    socket.end();
    await new Promise((resolve) => socket.once("close", resolve));
    await getSecurely(gateway.port);
    assert.equal((await gateway.recorded(1)).length, 1);
    assert.equal(gateway.records[0]?.status, 200);
  });

  test("a hello that comes byte by byte is a hello", async () => {
    const gateway = await start({ tls: tls() });
    const slow = createServer((inner) => {
      const outer = connect({ port: gateway.port, host: "127.0.0.1", noDelay: true });
      outer.on("data", (chunk) => inner.write(chunk));
      outer.on("close", () => inner.destroy());
      outer.on("error", () => {});
      inner.on("error", () => {});
      inner.on("data", (chunk) => void trickle(Buffer.from(chunk), inner, outer));
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const address = slow.address();
    assert.ok(typeof address === "object" && address !== null);
    const reply = await getSecurely(address.port, { servername: "shop.example" });
    slow.close();
    assert.equal(statusOf(reply.bytes), 200);
    assert.match((await gateway.recorded(1))[0]?.ja4 ?? "", /^t13d/);
  });
});

/** Sends what came from one socket to the other byte by byte. */
async function trickle(bytes: Buffer, from: Socket, to: Socket): Promise<void> {
  from.pause();
  for (const byte of bytes) await new Promise((resolve) => to.write(Buffer.from([byte]), resolve));
  from.resume();
}

describe("sessions", () => {
  const keysOf = (nowMs: number): TicketKeys => currentTicketKeys(undefined, 1, nowMs);

  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    test(`${version}: a session begun at one worker resumes at another, whatever certificate it is`, async () => {
      const ticketKeys = keysOf(1);
      const first = await start({ tls: tls({ ticketKeys }) });
      const second = await start({ tls: tls({ ticketKeys }) });
      for (const servername of ["shop.example", "a.wild.example"]) {
        const options = { servername, minVersion: version, maxVersion: version };
        const begun = await getSecurely(first.port, options);
        assert.equal(begun.isReused, false);
        assert.ok(begun.session);
        const resumed = await getSecurely(second.port, { ...options, session: begun.session });
        assert.equal(resumed.isReused, true, servername);
        assert.equal(statusOf(resumed.bytes), 200);
      }
      assert.deepEqual(first.handshakes, [`${version} new`, `${version} new`]);
      assert.deepEqual(second.handshakes, [`${version} resumed`, `${version} resumed`]);
    });
  }

  test("after the keys were rotated an old session costs a full handshake, and a new one resumes", async () => {
    const gateway = await start({ tls: tls({ ticketKeys: keysOf(1) }) });
    const begun = await getSecurely(gateway.port);
    assert.ok(begun.session);
    await gateway.apply(specOf({ tls: tls({ ticketKeys: keysOf(2) }) }));
    const again = await getSecurely(gateway.port, { session: begun.session });
    assert.equal(again.isReused, false);
    assert.equal(statusOf(again.bytes), 200);
    assert.ok(again.session);
    assert.equal((await getSecurely(gateway.port, { session: again.session })).isReused, true);
  });

  test("a session with a client certificate does not outlive the authorities that vouched for it", async () => {
    const client = await authority.issue({ usage: "client" });
    const ticketKeys = keysOf(1);
    const trust = (authorities: string[], revocationLists: string[] = []): Partial<ListenerSpec> => ({
      tls: tls({ ticketKeys, clientCertificates: { mode: "required", authorities, revocationLists } }),
    });
    const gateway = await start(trust([authority.certificate]));
    const shown = { cert: client.certificate, key: client.key };
    const begun = await getSecurely(gateway.port, shown);
    assert.ok(begun.session);
    assert.equal((await getSecurely(gateway.port, { ...shown, session: begun.session })).isReused, true);
    const revoked = await authority.revoke([client.certificate]);
    await gateway.apply(specOf(trust([authority.certificate], [revoked])));
    const after = await getSecurely(gateway.port, { ...shown, session: begun.session });
    assert.equal(after.bytes, "");
    assert.equal(await reasonOf(gateway, 3), "client-certificate-refused");
  });
});

describe("client certificates", () => {
  const asking = (mode: "optional" | "required", revocationLists: string[] = []): Partial<ListenerSpec> => ({
    tls: tls({ clientCertificates: { mode, authorities: [authority.certificate], revocationLists } }),
  });

  const versions = ["TLSv1.2", "TLSv1.3"] as const;
  for (const maxVersion of versions) {
    test(`${maxVersion}: required, optional and off let in whom they should`, async () => {
      const good = await authority.issue({ usage: "client", subject: "CN=good" });
      const shownBy = async (client: Issued | undefined, port: number) => {
        const shown = client === undefined ? {} : { cert: client.certificate, key: client.key };
        return statusOf((await getSecurely(port, { maxVersion, ...shown })).bytes);
      };
      const wrong = await stranger.issue({ usage: "client" });
      const expired = await authority.issue({ usage: "client", fromDays: -10, untilDays: -1 });
      const server = await authority.issue({ usage: "server" });
      const required = await start(asking("required"));
      const optional = await start(asking("optional"));
      const off = await start({ tls: tls() });
      const cases: readonly (readonly [string, Issued | undefined, number, number, string, string])[] = [
        ["none", undefined, 0, 200, "client-certificate-required", ""],
        ["good", good, 200, 200, "", ""],
        [
          "of another authority",
          wrong,
          0,
          0,
          "client-certificate-refused",
          "UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        ],
        ["expired", expired, 0, 0, "client-certificate-refused", "CERT_HAS_EXPIRED"],
        ["a server's", server, 0, 0, "client-certificate-refused", "INVALID_PURPOSE"],
      ];
      for (const [i, [name, client, whenRequired, whenOptional, reason, detail]] of cases.entries()) {
        assert.equal(await shownBy(client, required.port), whenRequired, `required, ${name}`);
        const line = (await required.recorded(i + 1))[i];
        assert.equal(line?.reason, reason, `required, ${name}`);
        assert.match(line?.detail ?? "", new RegExp(`^(${detail})$`), `required, ${name}`);
        assert.equal(await shownBy(client, optional.port), whenOptional, `optional, ${name}`);
        assert.equal(await shownBy(client, off.port), 200, `off, ${name}`);
      }
    });
  }

  test("a revoked certificate is refused, its neighbour is not", async () => {
    const [bad, good] = [
      await authority.issue({ usage: "client" }),
      await authority.issue({ usage: "client" }),
    ];
    const gateway = await start(asking("required", [await authority.revoke([bad.certificate])]));
    const refused = await getSecurely(gateway.port, { cert: bad.certificate, key: bad.key });
    assert.equal(refused.bytes, "");
    const [line] = await gateway.recorded(1);
    assert.equal(line?.reason, "client-certificate-refused");
    assert.equal(line?.detail, "CERT_REVOKED");
    const taken = await getSecurely(gateway.port, { cert: good.certificate, key: good.key });
    assert.equal(statusOf(taken.bytes), 200);
  });

  test("a revocation list past its end, or of another authority, lets nobody in", async () => {
    const client = await authority.issue({ usage: "client" });
    const lists = [
      [await authority.revoke([], -1), "CRL_HAS_EXPIRED"],
      [await stranger.revoke([]), "UNABLE_TO_GET_CRL"],
    ] as const;
    for (const [list, code] of lists) {
      const gateway = await start(asking("required", [list]));
      const reply = await getSecurely(gateway.port, { cert: client.certificate, key: client.key });
      assert.equal(reply.bytes, "");
      assert.equal((await gateway.recorded(1))[0]?.detail, code);
    }
  });
});

describe("an identity that is demanded", () => {
  test("of certificates: by name, subject or fingerprint, and nobody else gets in", async () => {
    const uri = "spiffe://mesh/edge";
    const edge = await authority.issue({ usage: "client", subject: "O=Example, CN=edge-1", names: [uri] });
    const other = await authority.issue({ usage: "client", subject: "O=Example, CN=edge-2" });
    const { X509Certificate } = await import("node:crypto");
    const fingerprint = new X509Certificate(edge.certificate).fingerprint256
      .replaceAll(":", "")
      .toLowerCase();
    const identities = [
      { kind: "san", value: uri },
      { kind: "san", value: `URI:${uri}` },
      { kind: "subject", value: "O=Example\nCN=edge-1" },
      { kind: "fingerprint", value: fingerprint },
    ] as const;
    const clientCertificates = {
      mode: "required" as const,
      authorities: [authority.certificate],
      revocationLists: [],
    };
    for (const identity of identities) {
      const requireIdentity = { networks: [], certificates: [identity] };
      const gateway = await start({ tls: tls({ clientCertificates }), requireIdentity });
      const taken = await getSecurely(gateway.port, { cert: edge.certificate, key: edge.key });
      assert.equal(statusOf(taken.bytes), 200, JSON.stringify(identity));
      const refused = await getSecurely(gateway.port, { cert: other.certificate, key: other.key });
      assert.equal(refused.bytes, "");
      assert.equal(await reasonOf(gateway, 2), "identity-refused");
    }
  });

  test("of networks: by the connection itself, before anything is read", async () => {
    const networks = [
      { name: "edge", isFeed: false, table: { prefixes: prefixes("192.0.2.0/24"), ends: undefined } },
      { name: "here", isFeed: false, table: { prefixes: prefixes("127.0.0.1"), ends: undefined } },
    ];
    const closed = await start({ requireIdentity: { networks: [0], certificates: [] } }, { networks });
    const reply = await exchangeRaw(
      closed.port,
      "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n",
    );
    assert.equal(reply.bytes, "");
    assert.equal(await reasonOf(closed), "identity-refused");
    const open = await start({ requireIdentity: { networks: [0, 1], certificates: [] } }, { networks });
    const taken = await exchangeRaw(open.port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.equal(statusOf(taken.bytes), 200);
  });
});
