// `portcullis audit bypass` as its users see it: what it prints, how it ends, its certificate, and an agent
// that looks from elsewhere.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { guarded } from "#guard/node-guard.ts";
import { auditKey, signReport } from "#posture/bypass-certificate.ts";
import type { BypassReport } from "#posture/bypass-report.ts";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

const SECRET = "a secret that gateway and backend share";
const seen: string[] = [];

const app: RequestListener = (request, response) => {
  seen.push(String(request.headers["x-bypass-audit"] ?? ""));
  request.resume();
  request.on("error", () => response.destroy());
  request.on("end", () => response.end("the application"));
};
const guard = (): RequestListener => guarded({ keys: [{ id: "k", secret: SECRET }] }, app);

async function serving(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP.
  return (server.address() as AddressInfo).port;
}

type Setup = { readonly folder: string; readonly config: string };

/** Pools by name, each with one member. */
async function configured(t: TestContext, pools: Record<string, number>, more = ""): Promise<Setup> {
  const folder = testFolder(t);
  const [port = 0, other = 0] = await freePorts(2);
  const config = join(folder, "portcullis.yaml");
  writeFileSync(join(folder, "secret"), SECRET);
  const names = Object.keys(pools);
  const lines = names.map(
    (name) =>
      `  ${name}: { members: [{ url: "http://127.0.0.1:${pools[name]}" }], assertion: { keyId: k, secret: "\${file:secret}" } }`,
  );
  const known = names.map((name) => `      ${name}: { canary: /version, bodyPath: /echo }`);
  const routes = names.map((name) => `${name}: { path: /${name}, target: { pool: ${name} } }`);
  const yaml = `version: 1
listeners: { public: { address: 127.0.0.1, port: ${port} } }
audit:
  bypass:
    interval: 1ms
    ports: [${other}]
    ${more}
    pools:
${known.join("\n")}
pools:
${lines.join("\n")}
sites: { a: { hosts: ["*"], routes: { ${routes.join(", ")} } } }
`;
  writeFileSync(config, yaml);
  return { folder, config };
}

const FOREIGN = "sources: { dmz: 127.0.0.2 }";

describe("portcullis audit bypass", () => {
  it("ends with 0 where everything is closed, and says from where it looked", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, guard()) }, FOREIGN);
    const { code, stdout, stderr } = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^PROVEN-CLOSED orders {2}http:/m);
    assert.match(stdout, /1 proven closed.*from outside: dmz/);
  });

  it("does not call proven what nobody looked at from outside", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, guard()) });
    const { code, stdout } = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(code, 0);
    assert.match(stdout, /^CLOSED-FROM-INSIDE-ONLY orders/m);
    assert.match(stdout, /nothing was tried from outside/);
  });

  it("ends with 1 where something is open, and names the hole and its mend", async (t) => {
    const pools = { closed: await serving(t, guard()), open: await serving(t, app) };
    const { config } = await configured(t, pools, FOREIGN);
    const { code, stdout } = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(code, 1);
    assert.match(stdout, /^OPEN +open/m);
    assert.match(
      stdout,
      /P3 .*\n +the canary at .*: answers 200 with the body that the gateway gets\n +mend: /,
    );
    const one = await runProgram(t, ["audit", "bypass", "-c", config, "--pool", "closed"]);
    assert.equal(one.code, 0);
  });

  it("takes nothing for closed that the configuration has it not try", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, guard()) }, FOREIGN);
    writeFileSync(config, readFileSync(config, "utf8").replace(/ports: .*/, "ports: []"));
    const { code, stdout } = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(code, 3);
    assert.match(stdout, /P2: other ports: `audit\.bypass\.ports` names none/);
  });

  it("ends with 3 where nothing can be told, and says why", async (t) => {
    const [dead = 0] = await freePorts(1);
    const { config } = await configured(t, { orders: dead }, FOREIGN);
    const { code, stdout } = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(code, 3);
    assert.match(stdout, /^UNKNOWN +orders[^\n]*\n {2}P14: .*ECONNREFUSED/m);
  });

  it("proves a bypass by the body that comes through the gateway, asked where it is told to", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, app) });
    const gateway = `http://127.0.0.1:${await serving(t, app)}/api`;
    const { stdout } = await runProgram(t, ["audit", "bypass", "-c", config, "--gateway", gateway]);
    assert.match(stdout, /P15 .*\n +the canary through the gateway.*: bypass proven/);
  });

  it("looks at the backends of policies and the services of APIs as well", async (t) => {
    const port = await serving(t, app);
    const { config } = await configured(t, { orders: port });
    const text = readFileSync(config, "utf8");
    writeFileSync(config, `${text}backends: { stock: { url: "http://localhost:${port}/v2" } }\n`);
    const { stdout, stderr } = await runProgram(t, ["audit", "bypass", "-c", config, "--json"]);
    assert.ok(stdout.startsWith("{"), stderr);
    const { backends } = JSON.parse(stdout) as BypassReport;
    const [, stock] = backends;
    assert.deepEqual([stock?.pool, stock?.verdict], ["backend:stock", "unknown"]);
    assert.ok(
      stock?.reasons.some((reason) => reason.includes("shows no proof")),
      stock?.reasons.join("; ") ?? "",
    );
  });

  it("is told apart from attacks in the backend's log, by one signed id for a run", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, app) });
    seen.length = 0;
    await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.ok(seen.length > 1);
    assert.match(seen[0] ?? "", /^[0-9a-f-]{36}\.[A-Za-z0-9_-]{86}$/);
    assert.equal(new Set(seen).size, 1);
  });

  it("leaves no content of answers and no secret in its report", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, app) }, FOREIGN);
    const { stdout } = await runProgram(t, ["audit", "bypass", "-c", config, "--json"]);
    assert.ok(!stdout.includes("the application") && !stdout.includes(SECRET));
    // The program's own output.
    const report = JSON.parse(stdout) as BypassReport;
    assert.equal(report.backends[0]?.verdict, "open");
    assert.equal(report.backends[0]?.place.line, 11);
  });

  it("prints holes as SARIF at the member's place", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, app) });
    const { stdout } = await runProgram(t, ["audit", "bypass", "-c", config, "--sarif"]);
    const [result] = JSON.parse(stdout).runs[0].results;
    assert.equal(result.ruleId, "backend-bypassable-p3");
    assert.equal(result.level, "error");
    assert.equal(result.locations[0].physicalLocation.region.startLine, 11);
  });

  it("asks a public host nothing that is not proven to be ours", async (t) => {
    const { config } = await configured(t, { orders: 80 });
    writeFileSync(config, readFileSync(config, "utf8").replace("http://127.0.0.1:80", "http://192.0.2.1:80"));
    const { code, stdout } = await runProgram(t, ["audit", "bypass", "-c", config, "--json"]);
    assert.equal(code, 3);
    const [backend] = (JSON.parse(stdout) as BypassReport).backends;
    assert.equal(backend?.requests, 0);
    assert.match(backend?.reasons[0] ?? "", /public and not proven to be ours/);
  });

  it("tells a wrong configuration, pool or address by its place or option", async (t) => {
    const { config } = await configured(t, { orders: await serving(t, app) }, "timeout: soon");
    const wrong = await runProgram(t, ["audit", "bypass", "-c", config]);
    assert.equal(wrong.code, 78);
    assert.match(wrong.stderr, /portcullis\.yaml:7:14: error: /);
    const { config: right } = await configured(t, { orders: await serving(t, app) });
    for (const more of [
      ["--pool", "none"],
      ["--gateway", "nowhere"],
      ["--listen", "x"],
      ["--listen", "127.0.0.1:1"],
    ]) {
      const { code, stderr } = await runProgram(t, ["audit", "bypass", "-c", right, ...more]);
      assert.equal(code, 2, stderr);
    }
  });
});

describe("a bypass certificate", () => {
  it("holds by the configured key, and by no other, and not when it is changed", async (t) => {
    const { folder, config } = await configured(
      t,
      { orders: await serving(t, guard()) },
      `${FOREIGN}\n    signingKey: audit.key`,
    );
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(join(folder, "audit.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(join(folder, "audit.pub"), publicKey.export({ type: "spki", format: "pem" }));
    const other = generateKeyPairSync("ed25519").publicKey;
    writeFileSync(join(folder, "other.pub"), other.export({ type: "spki", format: "pem" }));
    const file = join(folder, "bypass.json");
    const made = await runProgram(t, ["audit", "bypass", "-c", config, "--certificate", file]);
    assert.equal(made.code, 0, made.stdout + made.stderr);
    const verify = (...more: string[]) => runProgram(t, ["audit", "bypass", "verify", file, ...more]);
    const known = await verify("--public-key", join(folder, "audit.pub"));
    assert.equal(known.code, 0, known.stderr);
    assert.match(known.stdout, /by the key that was named/);
    assert.equal((await verify("--public-key", join(folder, "other.pub"))).code, 1);
    writeFileSync(file, readFileSync(file, "utf8").replace("127.0.0.1", "127.0.0.9"));
    const changed = await verify();
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /does not hold: the signature is not that of this report/);
  });

  it("proves nothing any more after a day", async (t) => {
    const { folder, config } = await configured(t, { orders: await serving(t, guard()) }, FOREIGN);
    const file = join(folder, "bypass.json");
    const { stdout } = await runProgram(t, ["audit", "bypass", "-c", config, "--json"]);
    // The program's own output.
    const report = JSON.parse(stdout) as BypassReport;
    const day = 24 * 3_600_000;
    assert.equal(Date.parse(report.validUntil) - Date.parse(report.finishedAt), day);
    const old = { ...report, validUntil: new Date(Date.now() - 1000).toISOString() };
    writeFileSync(file, JSON.stringify(signReport(old, auditKey(""))));
    const verified = await runProgram(t, ["audit", "bypass", "verify", file]);
    assert.equal(verified.code, 3);
    assert.match(verified.stdout, /proves nothing since/);
  });
});

describe("portcullis probe", () => {
  it("looks for the audit from where it is, and counts as outside only where it is", async (t) => {
    const { folder, config } = await configured(t, { orders: await serving(t, guard()) });
    const key = join(folder, "probe.key");
    writeFileSync(key, "0123456789abcdef0123456789abcdef\n");
    const [port = 0] = await freePorts(1);
    const listen = ["--listen", `127.0.0.1:${port}`, "--key", key];
    const audit = startProgram(t, ["audit", "bypass", "-c", config, "--json", ...listen]);
    await audit.until(({ stderr }) => stderr.includes("waiting for 1"), "waiting");
    const agent = await runProgram(t, [
      "probe",
      "--audit",
      `127.0.0.1:${port}`,
      "--key",
      key,
      "--name",
      "gateway host",
    ]);
    assert.equal(agent.code, 0, agent.stderr);
    assert.match(agent.stdout, /^[0-9]{2,} requests sent$/m);
    assert.equal((await audit.ended).code, 0, audit.stderr);
    const report = JSON.parse(audit.stdout) as BypassReport;
    assert.equal(report.backends[0]?.verdict, "closed-from-inside-only");
    assert.deepEqual(
      report.vantages.map(({ name, isForeign }) => [name, isForeign]),
      [
        ["gateway host", false],
        ["gateway host 2", false],
      ],
    );
    assert.ok(
      report.backends[0]?.probes.some(
        ({ vantage, outcome }) => vantage === "gateway host 2" && outcome === "refused",
      ),
    );
  });

  it("says where it cannot reach the audit", async (t) => {
    const folder = testFolder(t);
    const key = join(folder, "probe.key");
    writeFileSync(key, "0123456789abcdef0123456789abcdef\n");
    const [port = 0] = await freePorts(1);
    const { code, stderr } = await runProgram(t, ["probe", "--audit", `127.0.0.1:${port}`, "--key", key]);
    assert.equal(code, 69);
    assert.match(stderr, /cannot be spoken to: ECONNREFUSED/);
  });
});
