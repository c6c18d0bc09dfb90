// Certificates by ACME, from a real authority that asks for real proof: over http, over TLS, and in DNS.

import assert from "node:assert/strict";
import { randomBytes, X509Certificate } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type PeerCertificate } from "node:tls";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { type PebbleOptions, startPebble } from "../harness/pebble.ts";
import { freePorts, startProgram, testFolder } from "../harness/program.ts";

const PACKAGES = ["pebble"];
const skip = canInstall(PACKAGES) ? false : "needs Debian's pebble";
before(() => (skip === false ? ensurePackages(PACKAGES) : undefined));

const NAME = "shop.example.com";

async function nodeWith(
  t: TestContext,
  acme: string,
  change: Partial<PebbleOptions> = {},
  domains: readonly string[] = [NAME],
) {
  const folder = testFolder(t);
  const [plain = 0, secured = 0, adminPort = 0] = await freePorts(3);
  const pebble = await startPebble(t, {
    httpPort: plain,
    tlsPort: secured,
    names: [NAME, "www.example.com"],
    ...change,
  });
  writeFileSync(join(folder, "ca.pem"), pebble.ca);
  const write = (names: readonly string[], directory = pebble.directory) =>
    writeFileSync(
      join(folder, "portcullis.yaml"),
      `version: 1
node: { workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners:
  plain: { address: 127.0.0.1, port: ${plain} }
  secured: { address: 127.0.0.1, port: ${secured}, tls: { certificates: [shop] } }
certificates:
  shop:
    acme:
      directory: ${directory}
      termsAgreed: true
      contact: [ops@example.com]
      domains: ${JSON.stringify(names)}
      ca: ca.pem
      ${acme}
sites:
  default: { hosts: [${NAME}, "*.example.com"], routes: { all: { path: /*, target: { respond: { body: hi } } } } }
`,
    );
  write(domains);
  const start = async () => {
    const program = startProgram(t, ["serve"], { cwd: folder });
    await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
    return program;
  };
  const metrics = (): Promise<string> =>
    fetch(`http://127.0.0.1:${adminPort}/metrics`).then((res) => res.text());
  const shown = () => certificateOf(secured);
  return { folder, plain, secured, pebble, write, start, shown, metrics };
}

function certificateOf(port: number, ca?: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const options = ca === undefined ? { rejectUnauthorized: false } : { ca };
    const socket = connect({ host: "127.0.0.1", port, servername: NAME, ...options }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

const isIssued = async (shown: () => Promise<PeerCertificate>): Promise<boolean> =>
  /pebble/i.test(String((await shown()).issuer.CN));

test("a certificate is issued by proof over http, kept for the node's user alone, and used again", {
  skip,
}, async (t) => {
  const node = await nodeWith(t, "challenge: http-01", {}, [NAME, "www.example.com"]);
  const first = await node.start();
  await first.until(() => isIssued(node.shown), "serving a certificate of the authority");
  const certificate = await certificateOf(node.secured, await node.pebble.root());
  assert.equal(certificate.subjectaltname, `DNS:${NAME}, DNS:www.example.com`);
  assert.match(await node.metrics(), /portcullis_acme_orders_total\{certificate="shop",outcome="issued"\} 1/);
  const kept = join(node.folder, ".portcullis/acme");
  assert.equal(statSync(kept).mode & 0o777, 0o700);
  for (const file of readdirSync(kept)) assert.equal(statSync(join(kept, file)).mode & 0o777, 0o600, file);
  // Tokens that are not under way are a site's matter.
  const path = `http://127.0.0.1:${node.plain}/.well-known/acme-challenge/none`;
  assert.equal((await fetch(path, { headers: { host: NAME } })).status, 421);
  first.kill("SIGTERM");
  await first.ended;
  await node.start();
  assert.equal((await node.shown()).serialNumber, certificate.serialNumber);
});

test("a certificate is issued by a proof over TLS, which nobody else is shown", { skip }, async (t) => {
  const node = await nodeWith(t, "challenge: tls-alpn-01\n      keyType: rsa-2048");
  const program = await node.start();
  assert.match(String((await node.shown()).issuer.CN), /Portcullis|Pebble/);
  await program.until(() => isIssued(node.shown), "serving a certificate of the authority");
  assert.equal((await node.shown()).bits, 2048);
});

test("an authority that knows accounts of its own alone is shown the key of one", { skip }, async (t) => {
  const externalAccount = { keyId: "kid-1", key: randomBytes(32).toString("base64url") };
  const acme = `externalAccount: { keyId: kid-1, key: ${externalAccount.key} }`;
  const node = await nodeWith(t, acme, { externalAccount });
  const program = await node.start();
  await program.until(() => isIssued(node.shown), "serving a certificate of the authority");
  assert.ok(!program.stderr.includes(externalAccount.key));
});

const HOOK = `
const { writeFileSync, rmSync } = require("node:fs");
const [folder, action, name, value] = process.argv.slice(2);
if (action === "present") writeFileSync(folder + "/" + name, value);
else rmSync(folder + "/" + name);
`;

test("a certificate for a wildcard is issued by a record that a hook sets and removes", {
  skip,
}, async (t) => {
  const records = testFolder(t);
  mkdirSync(join(records, "zone"));
  writeFileSync(join(records, "hook.cjs"), HOOK);
  const read = (name: string): readonly string[] => {
    try {
      return [readFileSync(join(records, "zone", name), "latin1")];
    } catch {
      return [];
    }
  };
  const hook = JSON.stringify([process.execPath, join(records, "hook.cjs"), join(records, "zone")]);
  const acme = `challenge: dns-01\n      keyType: ecdsa-p384\n      dnsHook: ${hook}`;
  const node = await nodeWith(t, acme, { textsOf: read }, ["*.example.com", NAME]);
  const program = await node.start();
  await program.until(() => isIssued(node.shown), "serving a certificate of the authority");
  assert.equal((await node.shown()).subjectaltname, `DNS:*.example.com, DNS:${NAME}`);
  assert.deepEqual(readdirSync(join(records, "zone")), []);
});

test("a certificate is renewed in time, and when it is to have other names", { skip }, async (t) => {
  const node = await nodeWith(t, "challenge: http-01", { validityS: 20 });
  const program = await node.start();
  await program.until(() => isIssued(node.shown), "serving a certificate of the authority");
  const { serialNumber } = await node.shown();
  await program.until(async () => (await node.shown()).serialNumber !== serialNumber, "serving the next one");
  node.write([NAME, "www.example.com"]);
  await program.until(
    async () => (await node.shown()).subjectaltname === `DNS:${NAME}, DNS:www.example.com`,
    "serving one with both names",
  );
});

test("while nothing is issued, what there was serves on, and it is told why", { skip }, async (t) => {
  const node = await nodeWith(t, "challenge: http-01", {}, ["unknown.example.org"]);
  const program = await node.start();
  await program.until(({ stderr }) => stderr.includes("a certificate was not issued"), "told");
  assert.match(program.stderr, /unknown\.example\.org is invalid \((dns|unknownHost|connection)/);
  const shown = await node.shown();
  assert.equal(shown.issuer.CN, "Portcullis");
  const der = new X509Certificate(shown.raw);
  assert.ok(der.verify(der.publicKey));
  assert.match(
    await node.metrics(),
    /portcullis_acme_orders_total\{certificate="shop",outcome="failed"\} [1-9]/,
  );
});

test("a node that is started again waits as it did before, unless something else is wanted", {
  skip,
}, async (t) => {
  const node = await nodeWith(t, "challenge: http-01", {}, ["unknown.example.org"]);
  const first = await node.start();
  await first.until(({ stderr }) => stderr.includes("a certificate was not issued"), "told");
  first.kill("SIGTERM");
  await first.ended;
  const second = await node.start();
  await sleep(3000);
  assert.ok(!second.stderr.includes("a certificate is ordered"), "the authority was asked at once");
  node.write([NAME]);
  await second.until(() => isIssued(node.shown), "serving a certificate of the authority");
});
