// The audit with a probe agent in another network segment: what can be told from there alone.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { guarded } from "#guard/node-guard.ts";
import type { BypassReport } from "#posture/bypass-report.ts";
import { canMakeSegments, makeSegment, type NetworkSegment } from "../harness/network-segment.ts";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

const app: RequestListener = (request, response) => {
  request.resume();
  request.on("end", () => response.end("the application"));
};

async function serving(t: TestContext, address: string, listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP.
  return (server.address() as AddressInfo).port;
}

/** Audits pools by name, each with its port and further entries, with an agent in the segment. */
async function auditFrom(
  t: TestContext,
  segment: NetworkSegment,
  pools: Record<string, readonly [port: number, more: string]>,
): Promise<BypassReport> {
  const folder = testFolder(t);
  const [gateway = 0, port = 0, other = 0] = await freePorts(3);
  const { hostAddress, launcher } = segment;
  const entries = Object.entries(pools);
  const lines = entries.map(
    ([name, [own, more]]) => `  ${name}: { members: [{ url: "http://${hostAddress}:${own}" }]${more} }`,
  );
  const known = entries.map(([name]) => `      ${name}: { canary: /version, bodyPath: /echo }`);
  const routes = entries.map(([name]) => `${name}: { path: /${name}, target: { pool: ${name} } }`);
  writeFileSync(join(folder, "key"), "0123456789abcdef0123456789abcdef");
  writeFileSync(
    join(folder, "portcullis.yaml"),
    `version: 1
listeners: { public: { address: 127.0.0.1, port: ${gateway} } }
audit:
  bypass:
    interval: 1ms
    own: [198.18.0.0/15]
    ports: [${other}]
    pools:
${known.join("\n")}
pools:
${lines.join("\n")}
sites: { a: { hosts: ["*"], routes: { ${routes.join(", ")} } } }
`,
  );
  const listen = ["--listen", `${hostAddress}:${port}`, "--key", "key", "--json"];
  const audit = startProgram(t, ["audit", "bypass", ...listen], { cwd: folder });
  await audit.until(({ stderr }) => stderr.includes("waiting for 1"), "waiting");
  const probe = [
    "probe",
    "--audit",
    `${hostAddress}:${port}`,
    "--key",
    join(folder, "key"),
    "--name",
    "office",
  ];
  const agent = await runProgram(t, probe, { launcher });
  assert.equal(agent.code, 0, agent.stderr);
  await audit.ended;
  return JSON.parse(audit.stdout);
}

const skip = canMakeSegments() ? false : "needs root and the network namespaces of Linux";

describe("an audit with an agent in another segment", { skip }, () => {
  it("tells of each backend what can be seen from there", async (t) => {
    const segment = makeSegment(t);
    const { hostAddress, address } = segment;
    const secret = "a secret that gateway and backend share";
    const assertion = `, assertion: { keyId: k, secret: "${secret}" }`;
    const bySignature = guarded({ keys: [{ id: "k", secret }] }, app);
    const byAddress = guarded({ require: ["ip"], addresses: [hostAddress] }, app);
    const carelessly: RequestListener = (request, response) => {
      (request.socket.remoteAddress === address ? app : bySignature)(request, response);
    };
    const report = await auditFrom(t, segment, {
      signed: [await serving(t, hostAddress, bySignature), assertion],
      addressed: [await serving(t, hostAddress, byAddress), ""],
      bare: [await serving(t, hostAddress, app), ""],
      careless: [await serving(t, hostAddress, carelessly), assertion],
    });
    const [, office] = report.vantages;
    assert.deepEqual([office?.name, office?.isForeign, office?.address], ["office", true, address]);
    assert.deepEqual(
      report.backends.map(({ pool, verdict }) => [pool, verdict]),
      [
        ["signed", "proven-closed"],
        ["addressed", "proven-closed"],
        ["bare", "open"],
        ["careless", "open"],
      ],
      JSON.stringify(report.backends.map(({ reasons }) => reasons)),
    );
    for (const { pool, probes } of report.backends) {
      const from = probes.filter(({ outcome }) => outcome === "open").map(({ vantage }) => vantage);
      assert.ok(
        from.every((vantage) => vantage === "office"),
        `${pool}: ${from.join()}`,
      );
    }
  });
});
