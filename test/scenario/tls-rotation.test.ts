// Certificates that change under a running node: rotation under load, files that turn bad, staples, the
// keys of tickets, and the local authority.

import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { listener, route, site, startGateway } from "../harness/gateway.ts";
import { freePorts, type Program, runProgram, startProgram, testFolder } from "../harness/program.ts";
import { type Issued, TestAuthority } from "../harness/test-authority.ts";
import { getSecurely, isInstalled, runTool } from "../harness/tls-client.ts";
import { serverTls } from "../harness/tls-listener.ts";

const HOST = "shop.example";
const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber;

function getOnce(port: number, agent: Agent, ca: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get({ port, host: "127.0.0.1", servername: HOST, headers: { Host: HOST }, agent, ca });
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", () => resolve(-1));
  });
}

test("twenty new certificates under load fail no request, on old connections nor on new ones", async (t) => {
  const authority = await TestAuthority.create();
  const issue = () => authority.issue({ names: [HOST] });
  const of = (issued: Issued): Partial<Snapshot> => ({
    listeners: [listener({ tls: serverTls([issued]) })],
    sites: [site([route("/*", { kind: "respond", status: 200, contentType: "text/plain", body: "hello" })])],
  });
  const gateway = await startGateway(of(await issue()));
  t.after(() => gateway.close());
  const agents = [
    new Agent({ keepAlive: true, maxSockets: 2 }),
    new Agent({ keepAlive: false, maxSockets: 2 }),
  ];
  const statuses = new Map<number, number>();
  let isOver = false;
  const clients = agents.flatMap((agent) =>
    [1, 2].map(async () => {
      while (!isOver) {
        const status = await getOnce(gateway.port, agent, authority.certificate);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  for (let i = 0; i < 20; i++) {
    const next = await issue();
    const before = statuses.get(200) ?? 0;
    await gateway.apply(of(next));
    const shown = await getSecurely(gateway.port, { servername: HOST });
    assert.equal(shown.certificate?.serialNumber, serialOf(next.certificate));
    while ((statuses.get(200) ?? 0) < before + 10) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  isOver = true;
  await Promise.all(clients);
  for (const agent of agents) agent.destroy();
  assert.deepEqual([...statuses.keys()], [200]);
  assert.deepEqual(gateway.defects, []);
});

type TlsNode = {
  readonly program: Program;
  readonly port: number;
  readonly admin: string;
  readonly file: string;
};

async function startNode(
  t: TestContext,
  folder: string,
  tls: string,
  certificates: string,
): Promise<TlsNode> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(
    file,
    `version: 1
node: { name: n1, workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
certificates: ${certificates}
listeners: { secure: { address: 127.0.0.1, port: ${port}, tls: ${tls} } }
accessLog: { sink: access.log }
sites: { all: { hosts: ["${HOST}", "*"], routes: { hello: { path: "/*", target: { respond: { body: hello } } } } } }
`,
  );
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  return { program, port, admin: `http://127.0.0.1:${adminPort}`, file };
}

const metricsOf = async (node: TlsNode): Promise<string> => (await fetch(`${node.admin}/metrics`)).text();

test("a changed file is served without a restart; one that turned bad is told of, and the old one serves on", async (t) => {
  const folder = testFolder(t);
  const authority = await TestAuthority.create();
  const write = ({ certificate, key }: Issued) => {
    writeFileSync(join(folder, "shop.pem"), certificate);
    writeFileSync(join(folder, "shop.key"), key);
  };
  const first = await authority.issue({ names: [HOST] });
  write(first);
  const node = await startNode(
    t,
    folder,
    "{ certificates: [shop] }",
    "{ shop: { certificate: shop.pem, key: shop.key } }",
  );
  const shown = async () => (await getSecurely(node.port, { servername: HOST })).certificate?.serialNumber;
  assert.equal(await shown(), serialOf(first.certificate));

  const second = await authority.issue({ names: [HOST], untilDays: 20 });
  write(second);
  await node.program.until(async () => (await shown()) === serialOf(second.certificate), "rotated");
  const left = Number(
    /^portcullis_certificate_expiry_seconds\{certificate="shop"\} (\S+)$/m.exec(await metricsOf(node))?.[1],
  );
  assert.ok(left > 19 * 86_400 && left <= 20 * 86_400, String(left));

  const mismatch = await authority.issue({ names: [HOST] });
  const expired = await authority.issue({ names: [HOST], fromDays: -9, untilDays: -1 });
  const bad: readonly (readonly [Issued, string])[] = [
    [{ certificate: second.certificate, key: mismatch.key }, "key-mismatch"],
    [{ certificate: "nothing", key: second.key }, "no-certificate"],
    [expired, "certificate-expired"],
  ];
  for (const [i, [issued, code]] of bad.entries()) {
    write(issued);
    await node.program.until(({ stderr }) => stderr.includes(`"code":"${code}"`), `told of ${code}`);
    assert.equal(await shown(), serialOf(second.certificate), code);
    const sample = /^portcullis_certificate_load_failures_total\{certificate="shop"\} (\S+)$/m;
    assert.ok(Number(sample.exec(await metricsOf(node))?.[1]) >= i + 1);
    const check = await runProgram(t, ["check", node.file], { cwd: folder });
    assert.match(check.stderr, new RegExp(`portcullis\\.yaml:4:[0-9]+: (error|warning): .*\\[${code}\\]`));
  }
  assert.match(node.program.stderr, /the certificate \\"shop\\" that was loaded before serves on/);
  assert.doesNotMatch(node.program.stderr, /PRIVATE KEY/);

  const third = await authority.issue({ names: [HOST] });
  write(third);
  await node.program.until(async () => (await shown()) === serialOf(third.certificate), "rotated");
  assert.equal((await fetch(`${node.admin}/readyz`)).status, 200);
});

test("a session begun at one worker of a node resumes at the other", async (t) => {
  const folder = testFolder(t);
  const node = await startNode(t, folder, "{ localAuthority: ca }", "{}");
  const workers = new Set<number>();
  const lines = () => {
    const file = join(folder, "access.log");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  };
  let { session } = await getSecurely(node.port, { servername: "localhost" });
  for (let i = 2; workers.size < 2; i++) {
    assert.ok(i < 60, "both workers take connections");
    assert.ok(session);
    const resumed = await getSecurely(node.port, { servername: "localhost", session });
    assert.equal(resumed.isReused, true, `connection ${i}`);
    session = resumed.session ?? session;
    await node.program.until(() => lines().length >= i, "written");
    for (const line of lines()) workers.add(JSON.parse(line).worker);
  }
});

test("the local authority's certificate is trusted by its file, kept over restarts, and its keys are secret", async (t) => {
  const folder = testFolder(t);
  const node = await startNode(t, folder, "{ localAuthority: ca }", "{}");
  const ca = readFileSync(join(folder, "ca", "authority.pem"), "utf8");
  for (const servername of ["localhost", HOST]) {
    const reply = await getSecurely(node.port, { servername, ca, rejectUnauthorized: true });
    assert.match(reply.bytes, /^HTTP\/1\.1 200 /, `${servername}: ${reply.error}`);
  }
  for (const name of ["authority.key", "server-secure.key"]) {
    assert.equal(statSync(join(folder, "ca", name)).mode & 0o777, 0o600, name);
  }
  const serial = (await getSecurely(node.port)).certificate?.serialNumber;
  node.program.kill("SIGTERM");
  await node.program.ended;
  const again = await startNode(t, folder, "{ localAuthority: ca }", "{}");
  assert.equal((await getSecurely(again.port)).certificate?.serialNumber, serial);
  assert.equal(readFileSync(join(folder, "ca", "authority.pem"), "utf8"), ca);
  rmSync(join(folder, "ca"), { recursive: true });
});

test("an OCSP response is stapled for those who ask", { skip: !isInstalled("openssl") }, async (t) => {
  const folder = testFolder(t);
  const authority = await TestAuthority.create();
  const issued = await authority.issue({ names: [HOST] });
  const path = (name: string) => join(folder, name);
  writeFileSync(path("ca.pem"), authority.certificate);
  writeFileSync(path("ca.key"), await authority.privateKey());
  writeFileSync(path("shop.pem"), issued.certificate);
  writeFileSync(path("shop.key"), issued.key);
  writeFileSync(
    path("index.txt"),
    `V\t991231235959Z\t\t${serialOf(issued.certificate)}\tunknown\t/CN=test\n`,
  );
  const request = ["-issuer", path("ca.pem"), "-cert", path("shop.pem"), "-no_nonce"];
  await runTool("openssl", ["ocsp", ...request, "-reqout", path("request.der")]);
  const signer = [
    "-index",
    path("index.txt"),
    "-rsigner",
    path("ca.pem"),
    "-rkey",
    path("ca.key"),
    "-CA",
    path("ca.pem"),
  ];
  const answer = ["-reqin", path("request.der"), "-respout", path("shop.ocsp"), "-ndays", "2"];
  const made = await runTool("openssl", ["ocsp", ...signer, ...answer]);
  assert.ok(existsSync(path("shop.ocsp")), made);
  const node = await startNode(
    t,
    folder,
    "{ certificates: [shop] }",
    "{ shop: { certificate: shop.pem, key: shop.key, ocspResponse: shop.ocsp } }",
  );
  assert.doesNotMatch(node.program.stderr, /stapled/);
  const args = [
    "s_client",
    "-connect",
    `127.0.0.1:${node.port}`,
    "-servername",
    HOST,
    "-CAfile",
    path("ca.pem"),
  ];
  const seen = await runTool("openssl", [...args, "-status"]);
  assert.match(seen, /OCSP Response Status: successful/);
  assert.match(seen, /Cert Status: good/);
  assert.doesNotMatch(await runTool("openssl", args), /OCSP Response Status/);
});
