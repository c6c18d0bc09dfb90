// A node that tells the guards of its backends who it is, and guards that follow it: keys and addresses
// change at the gateway, no backend is started anew, and nobody else is believed.

import assert from "node:assert/strict";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from "jose";
import { type FollowedGateway, type FollowOptions, followGateway } from "#guard/follow-gateway.ts";
import { Guard } from "#guard/guard.ts";
import type { GuardOptions, Rejection } from "#guard/guard-options.ts";
import { guarded } from "#guard/node-guard.ts";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";
import { TestAuthority } from "../harness/test-authority.ts";

const IDENTITY = "/.well-known/gateway-identity";
const KEYS = "/.well-known/gateway-keys";

type Node = {
  readonly program: Program;
  readonly folder: string;
  readonly file: string;
  readonly url: string;
  readonly write: (parts: Parts) => void;
  /** Writes the configuration, and waits until it serves. */
  readonly change: (parts: Parts) => Promise<void>;
  readonly pin: string;
};

type Parts = {
  readonly backend?: number;
  readonly assertion?: string;
  readonly published?: string;
  /** In place of the member and what it is shown. */
  readonly pool?: string;
};

const configText = (port: number, adminPort: number, parts: Parts): string => `version: 1
node: { name: edge-1, workers: 2 }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
admin: { port: ${adminPort} }
store: { path: data/store.sqlite }
accessLog: { sinks: [{ file: { path: access.log } }] }
identity: { published: ${parts.published ?? '{ addresses: ["192.0.2.1"] }'} }
pools:
  orders: ${parts.pool ?? `{ members: [{ url: "http://127.0.0.1:${parts.backend ?? 9}" }], assertion: ${parts.assertion ?? "{ keyId: a, key: a.pem }"} }`}
sites:
  shop: { hosts: [shop.test], routes: { all: { path: /*, target: { pool: orders } } } }
  own:
    hosts: ["*"]
    routes:
      identity: { path: ${IDENTITY}, target: { guard: identity } }
      keys: { path: ${KEYS}, target: { guard: keys } }
`;

async function startNode(t: TestContext, parts: Parts = {}): Promise<Node> {
  const folder = testFolder(t);
  for (const name of ["a", "b"]) {
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(join(folder, `${name}.pem`), pem);
  }
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  const write = (changed: Parts): void => writeFileSync(file, configText(port, adminPort, changed));
  write(parts);
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  let hasEnded = false;
  void program.ended.then(() => {
    hasEnded = true;
  });
  await program.until(({ stderr }) => hasEnded || stderr.includes('"ready"'), "ready");
  assert.ok(!hasEnded, program.stderr);
  const { stdout } = await runProgram(t, ["guard", "identity", "--thumbprint", "--config", file]);
  const change = async (changed: Parts): Promise<void> => {
    const before = await generation(adminPort);
    write(changed);
    await program.until(async () => (await generation(adminPort)) > before, "reloaded");
    await program.until(async () => (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).ok, "served");
  };
  return { program, folder, file, url: `http://127.0.0.1:${port}`, write, change, pin: stdout.trim() };
}

async function generation(adminPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  return Number(JSON.parse(await answer.text()).generation);
}

type Backend = {
  readonly port: number;
  readonly rejections: readonly Rejection[];
  readonly use: (options: GuardOptions) => void;
};

/** Its guard is made when the gateway runs, which has to know its port. */
async function startBackend(t: TestContext): Promise<Backend> {
  const rejections: Rejection[] = [];
  let handle = guarded({ keys: [{ id: "none", secret: "x".repeat(32) }] }, () => undefined);
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const use = (options: GuardOptions): void => {
    const onReject = (one: Rejection): unknown => rejections.push(one);
    handle = guarded({ onReject, ...options }, (_request, response) => response.end("in"));
  };
  return { port: (server.address() as AddressInfo).port, rejections, use };
}

async function follow(
  t: TestContext,
  options: Partial<FollowOptions> & Pick<FollowOptions, "url" | "pin">,
  nowMs?: () => number,
): Promise<FollowedGateway> {
  const gateway = await followGateway(
    { pool: "orders", interval: 1, onProblem: () => undefined, ...options },
    nowMs,
  );
  t.after(() => gateway.close());
  return gateway;
}

const shop = (node: Node): Promise<Response> => throughHost(node, "/orders");

/** fetch sends no Host of ours. */
async function throughHost(node: Node, path: string): Promise<Response> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const asked = request(
      `${node.url}${path}`,
      { headers: { Host: "shop.test" }, agent: false },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(new Response(null, { status: answer.statusCode ?? 500 })));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

test("a node signs who it is, as an independent implementation reads it, where a route asks for it", async (t) => {
  const authority = await TestAuthority.create("Test authority");
  const uris = ["spiffe://example.test/gateway"];
  const node = await startNode(t);
  const issued = await authority.issue({ usage: "client", subject: "CN=gateway", names: uris });
  writeFileSync(join(node.folder, "gateway.pem"), issued.certificate);
  writeFileSync(join(node.folder, "gateway.key"), issued.key);
  const tls = "tls: { certificate: gateway.pem, key: gateway.key }";
  const pool = `{ members: [{ url: "https://127.0.0.1:9" }], sourceAddress: 127.0.0.1, ${tls}, assertion: { keyId: a, key: a.pem, published: [{ keyId: b, key: b.pem }] } }`;
  await node.change({ pool, published: '{ issuer: "https://edge.test", addresses: ["192.0.2.1"] }' });

  const answer = await fetch(`${node.url}${IDENTITY}`);
  assert.equal(answer.headers.get("content-type"), "application/jwt");
  assert.match(answer.headers.get("cache-control") ?? "", /max-age=\d+/);
  const document = await answer.text();
  const jwks = (await (await fetch(`${node.url}${KEYS}`)).json()) as { readonly keys: readonly JWK[] };
  assert.deepEqual(
    jwks.keys.map(({ kid }) => kid),
    [node.pin, "a", "b"],
  );
  const [own = {}] = jwks.keys;
  assert.equal(await calculateJwkThumbprint(own), node.pin);
  const { payload, protectedHeader } = await compactVerify(document, await importJWK(own, "EdDSA"));
  assert.equal(protectedHeader["kid"], node.pin);
  const claims = JSON.parse(Buffer.from(payload).toString());
  assert.equal(claims.iss, "https://edge.test");
  assert.equal(claims.exp - claims.iat, 86_400);
  assert.deepEqual(claims.addresses, ["192.0.2.1/32"]);
  const { addresses, certificates, keys } = claims.pools.orders;
  assert.deepEqual(addresses, ["127.0.0.1"]);
  assert.match(certificates[0].sha256, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.equal(certificates[0].spiffeId, uris[0]);
  assert.deepEqual(
    keys.map((key: { readonly kid: string }) => key.kid),
    ["a", "b"],
  );

  const etag = answer.headers.get("etag") ?? "";
  const again = await fetch(`${node.url}${IDENTITY}`, { headers: { "If-None-Match": etag } });
  assert.equal(again.status, 304);
  assert.equal((await fetch(`${node.url}${IDENTITY}`, { method: "HEAD" })).status, 200);
  const posted = await fetch(`${node.url}${IDENTITY}`, { method: "POST", body: "x" });
  assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "GET, HEAD"]);
  assert.equal((await throughHost(node, IDENTITY)).status, 502, "the other site sends it to its pool");
  assert.equal(statSync(join(node.folder, "data/identity-key.pem")).mode & 0o777, 0o600);
});

test("certificates follow: the fingerprint, and the SPIFFE id, of the gateway's own and of no other", async (t) => {
  const authority = await TestAuthority.create("Test authority");
  const names = ["spiffe://example.test/gateway"];
  const own = await authority.issue({ usage: "client", names });
  const other = await authority.issue({ usage: "client", names: ["spiffe://example.test/billing"] });
  const node = await startNode(t);
  writeFileSync(join(node.folder, "gateway.pem"), own.certificate);
  writeFileSync(join(node.folder, "gateway.key"), own.key);
  const tls = "tls: { certificate: gateway.pem, key: gateway.key }";
  await node.change({ pool: `{ members: [{ url: "https://127.0.0.1:9" }], ${tls} }` });
  const gateway = await follow(t, { url: `${node.url}${IDENTITY}`, pin: node.pin });
  const guard = new Guard({ gateway, require: ["mtls"] });
  const outcome = (pem: string, uris: readonly string[]): string => {
    const { fingerprint256: fingerprint } = new X509Certificate(pem);
    const verdict = guard.check({
      ...{ method: "GET", target: "/", rawHeaders: [], peerAddress: "192.0.2.1", isTls: true },
      certificate: { fingerprint, uris },
    });
    return verdict.isAdmitted ? "admitted" : verdict.reason;
  };
  assert.equal(outcome(own.certificate, []), "admitted");
  assert.equal(outcome(other.certificate, names), "admitted", "renewed, under the same SPIFFE id");
  assert.equal(outcome(other.certificate, ["spiffe://example.test/billing"]), "certificate-foreign");
});

test("no secret stands in what is published", async (t) => {
  const secret = "0123456789abcdef0123456789abcdef";
  const node = await startNode(t, { assertion: `{ keyId: shared, secret: "${secret}" }` });
  const document = await (await fetch(`${node.url}${IDENTITY}`)).text();
  const keys = await (await fetch(`${node.url}${KEYS}`)).text();
  const claims = Buffer.from(document.split(".")[1] ?? "", "base64url").toString();
  assert.match(claims, /"keys":\[\{"kid":"shared","alg":"hmac-sha256"\}\]/);
  assert.doesNotMatch(`${claims}${keys}${document}`, /0123456789abcdef/);
  assert.doesNotMatch(keys, /shared/);
});

test("a key changes at the gateway under traffic, and the backend refuses nothing", async (t) => {
  const backend = await startBackend(t);
  const first = { backend: backend.port };
  const node = await startNode(t, first);
  const gateway = await follow(t, { url: `${node.url}${IDENTITY}`, pin: node.pin });
  backend.use({ gateway });
  let isOver = false;
  const statuses: number[] = [];
  const traffic = async (): Promise<void> => {
    while (!isOver) statuses.push((await shop(node)).status);
  };
  const running = [traffic(), traffic()];
  const knows = (id: string): boolean => gateway.facts?.keys.has(id) ?? false;

  await node.change({
    ...first,
    assertion: "{ keyId: a, key: a.pem, published: [{ keyId: b, key: b.pem }] }",
  });
  await node.program.until(() => knows("b"), "published");
  await node.change({
    ...first,
    assertion: "{ keyId: b, key: b.pem, published: [{ keyId: a, key: a.pem }] }",
  });
  await node.change({ ...first, assertion: "{ keyId: b, key: b.pem }" });
  await node.program.until(() => !knows("a"), "retired");
  isOver = true;
  await Promise.all(running);
  assert.ok(statuses.length > 10, `${statuses.length} requests`);
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.deepEqual(backend.rejections, []);

  // A key that was never published is refused, and asked for: the next request of it passes.
  await node.change({ ...first, assertion: "{ keyId: a, key: a.pem }" });
  await node.program.until(async () => (await shop(node)).status === 200, "let in");
  assert.ok(backend.rejections.every(({ reason }) => reason === "key-unknown"));
});

test("two gateways that name their keys alike are told apart by their keys", async (t) => {
  const backend = await startBackend(t);
  const nodes = [
    await startNode(t, { backend: backend.port }),
    await startNode(t, { backend: backend.port }),
  ];
  const followed = await Promise.all(
    nodes.map((node) => follow(t, { url: `${node.url}${IDENTITY}`, pin: node.pin })),
  );
  backend.use({ gateway: followed });
  for (const node of nodes) assert.equal((await shop(node)).status, 200);
  assert.equal(backend.rejections.length, 0);
  backend.use({ gateway: followed.slice(0, 1) });
  const statuses = await Promise.all(nodes.map(async (node) => (await shop(node)).status));
  assert.deepEqual(statuses, [200, 403]);
  assert.equal(backend.rejections[0]?.reason, "signature-wrong");
});

test("addresses follow", async (t) => {
  const backend = await startBackend(t);
  const parts = { backend: backend.port };
  const node = await startNode(t, parts);
  const gateway = await follow(t, { url: `${node.url}${IDENTITY}`, pin: node.pin });
  backend.use({ gateway, require: ["signature", "ip"] });
  assert.equal((await shop(node)).status, 403);
  assert.equal(backend.rejections[0]?.reason, "address-foreign");
  await node.change({ ...parts, published: '{ addresses: ["192.0.2.1", "127.0.0.0/8"] }' });
  await node.program.until(async () => (await shop(node)).status === 200, "let in");
  await node.change({ ...parts, published: '{ addresses: ["192.0.2.1"] }' });
  await node.program.until(async () => (await shop(node)).status === 403, "shut out");
});

test("who is not pinned is not believed, and a pool that shows nothing opens nothing", async (t) => {
  const node = await startNode(t);
  const url = `${node.url}${IDENTITY}`;
  await assert.rejects(
    follow(t, { url, pin: "A".repeat(43) }),
    /is not believed: it is signed by .* not pinned/,
  );
  await assert.rejects(follow(t, { url, pin: node.pin, pool: "billing" }), /has no pool billing/);
  await assert.rejects(follow(t, { url: `${node.url}${KEYS}`, pin: node.pin }), /no document of a gateway/);
  await assert.rejects(follow(t, { url, pin: "short" }), /`pin` is "short"/);

  // Another node behind the same URL: what is known stays, and its key does not come in.
  const gateway = await follow(t, { url, pin: node.pin });
  const before = gateway.facts;
  rmSync(join(node.folder, "data/identity-key.pem"));
  await node.change({ published: '{ addresses: ["0.0.0.0/0"] }' });
  await node.program.until(() => /not pinned/.test(gateway.trouble), "refused");
  assert.equal(gateway.facts, before);
});

test("what is known serves while the gateway is away, and no longer than it says", async (t) => {
  const backend = await startBackend(t);
  const node = await startNode(t, { backend: backend.port, published: "{ validity: 10m }" });
  let aheadMs = 0;
  const told: string[] = [];
  const gateway = await follow(
    t,
    { url: `${node.url}${IDENTITY}`, pin: node.pin, onProblem: (problem) => told.push(problem) },
    () => Date.now() + aheadMs,
  );
  backend.use({ gateway });
  assert.equal((await shop(node)).status, 200);
  // The clock of the follower alone: its document is then one of long ago.
  aheadMs = 9 * 60_000;
  assert.equal((await shop(node)).status, 200);
  aheadMs = 11 * 60_000;
  await gateway.look();
  assert.equal((await shop(node)).status, 403);
  const [rejection] = backend.rejections;
  assert.equal(rejection?.reason, "gateway-unknown");
  assert.match(rejection?.detail ?? "", /expired/);
  assert.ok(told.length === 0 || /expired/.test(told[0] ?? ""));
  aheadMs = 0;

  node.program.kill("SIGTERM");
  await node.program.ended;
  await gateway.look();
  assert.match(gateway.trouble, /cannot be reached/);
  assert.ok(gateway.facts !== undefined);
  aheadMs = 11 * 60_000;
  assert.equal(gateway.facts, undefined);
});

test("a guard that starts before its gateway refuses everything until it is there", async (t) => {
  const [port = 0] = await freePorts(1);
  const told: string[] = [];
  const gateway = await follow(t, {
    url: `http://127.0.0.1:${port}${IDENTITY}`,
    pin: "A".repeat(43),
    onProblem: (problem) => told.push(problem),
  });
  const backend = await startBackend(t);
  backend.use({ gateway });
  assert.equal((await fetch(`http://127.0.0.1:${backend.port}/`)).status, 403);
  assert.equal(backend.rejections[0]?.reason, "gateway-unknown");
  assert.match(told[0] ?? "", /cannot be reached/);
});

test("a key that cannot be had keeps the node from starting, and says where it should lie", async (t) => {
  const node = await startNode(t);
  node.program.kill("SIGTERM");
  await node.program.ended;
  const key = join(node.folder, "data/identity-key.pem");
  chmodSync(key, 0o600);
  writeFileSync(key, readFileSync(join(node.folder, "portcullis.yaml")));
  const { code, stderr } = await runProgram(t, ["serve", "--config", node.file]);
  assert.equal(code, 78);
  assert.match(stderr, /identity-key\.pem holds no key of Ed25519: put back the one that was there/);
});
