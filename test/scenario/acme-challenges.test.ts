// Who is answered with a challenge of ACME, and who is not: by a gateway that has one of each under way.

import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { connect } from "node:tls";
import { selfSigned } from "#tls/certificate-request.ts";
import { listener, route, site, startGateway } from "../harness/gateway.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { serverTls } from "../harness/tls-listener.ts";

const TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";
const KEY_AUTHORIZATION = `${TOKEN}.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI`;
const NAME = "shop.example";

const challenge = selfSigned([NAME], Date.now(), createHash("sha256").update(KEY_AUTHORIZATION).digest());
const challenges = {
  table: { http: new Map([[TOKEN, KEY_AUTHORIZATION]]), tls: new Map([[NAME, challenge]]) },
};

const sites = [
  site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body: "of the site" })], {
    hosts: [NAME],
  }),
];

test("a token under way is answered before sites, whatever the host; nothing else is", async (t) => {
  const gateway = await startGateway({ listeners: [listener()], sites }, {}, { challenges });
  t.after(() => gateway.close());
  const get = (path: string, host: string, method = "GET") =>
    textOf(gateway.port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const path = `/.well-known/acme-challenge/${TOKEN}`;
  for (const host of [NAME, "not-served-yet.example"]) {
    const answer = await get(path, host);
    assert.equal(statusOf(answer), 200);
    assert.ok(answer.endsWith(KEY_AUTHORIZATION), answer);
  }
  const others = [`${path}x`, "/.well-known/acme-challenge/", `/x/..${path}`, `${path}?x`, `${path}/`];
  for (const other of others) assert.doesNotMatch(await get(other, NAME), /9jg46WB3rR/, other);
  assert.ok((await get(path, NAME, "POST")).endsWith("of the site"));
  const [first] = await gateway.recorded(1);
  assert.equal(first?.reason, "acme-challenge");
});

const textOf = async (port: number, request: string): Promise<string> =>
  (await exchangeRaw(port, request)).bytes;

type Shown = { readonly certificate: X509Certificate | undefined; readonly protocol: string | false | null };

function handshake(port: number, servername: string, protocols: readonly string[]): Promise<Shown> {
  return new Promise((resolve) => {
    const options = { port, host: "127.0.0.1", servername, rejectUnauthorized: false };
    const socket = connect({ ...options, ALPNProtocols: [...protocols] }, () => {
      const certificate = socket.getPeerX509Certificate();
      const protocol = socket.alpnProtocol;
      socket.once("end", () => socket.destroy()).once("close", () => resolve({ certificate, protocol }));
      socket.resume();
      if (protocol !== "acme-tls/1") socket.destroy();
    });
    socket.on("error", () => resolve({ certificate: undefined, protocol: null }));
  });
}

test("who offers acme-tls/1 alone for a name under way is shown the challenge, and is then hung up on", async (t) => {
  const authority = await TestAuthority.create();
  const tls = serverTls([await authority.issue({ names: [NAME] })], { protocols: ["h2", "http/1.1"] });
  const gateway = await startGateway({ listeners: [listener({ tls })], sites }, {}, { challenges });
  t.after(() => gateway.close());
  const { port } = gateway;
  const shown = await handshake(port, NAME, ["acme-tls/1"]);
  assert.equal(shown.protocol, "acme-tls/1");
  assert.equal(shown.certificate?.fingerprint256, new X509Certificate(challenge.certificate).fingerprint256);
  for (const [name, protocols] of [
    [NAME, ["h2", "acme-tls/1"]],
    [NAME, ["http/1.1"]],
    [NAME, []],
  ] as const) {
    const other = await handshake(port, name, protocols);
    assert.notEqual(other.certificate?.fingerprint256, shown.certificate?.fingerprint256);
    assert.notEqual(other.certificate, undefined);
  }
  // Of another name nothing is under way: the listener's own TLS speaks no acme-tls/1.
  assert.equal((await handshake(port, "other.example", ["acme-tls/1"])).certificate, undefined);
});
