// Replaces what gateway and backends know each other by, again and again, under a load of which not one
// request may fail: the key of the assertions, the gateway's client certificate, the backends' own.

import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Issued, TestAuthority } from "../../test/harness/test-authority.ts";
import { freePorts } from "../load/free-port.ts";
import { type DrivenNode, readState, replaceConfiguration, waitUntilLive } from "../load/reload-driver.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { startSteadyLoad } from "../load/steady-client.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const credentials: FaultSection = { name: "credentials", times: 20, run };

const LOOPS = 8;
/** What was signed with the old key is at the backend by then. */
const SETTLE_MS = 300;
const TURN_TIMEOUT_MS = 10_000;

type Ports = { readonly public: number; readonly admin: number; readonly one: number; readonly two: number };

type Bed = {
  readonly directory: string;
  readonly ports: Ports;
  readonly authority: TestAuthority;
  readonly backends: ServerProcess[];
  readonly servers: ServerProcess[];
};

/** One set of what the gateway shows. */
type Shown = { readonly keyId: string; readonly secret: string; readonly client: Issued };

async function shownAt(turn: number, authority: TestAuthority): Promise<Shown> {
  const client = await authority.issue({ usage: "client", subject: `CN=gateway-${turn}` });
  return { keyId: `key-${turn}`, secret: `secret-${turn}-`.padEnd(32, "x"), client };
}

function configuration({ directory, ports }: Bed, { keyId, secret }: Shown): string {
  const members = [ports.one, ports.two].map((port) => `{ url: "https://127.0.0.1:${port}" }`).join(", ");
  return `version: 1
node: { workers: 2 }
admin: { port: ${ports.admin} }
listeners: { public: { address: 127.0.0.1, port: ${ports.public} } }
accessLog: { sink: ${join(directory, "access.log")} }
pools:
  guarded:
    members: [${members}]
    tls: { ca: [authority.pem], certificate: ${keyId}.pem, key: ${keyId}.key }
    assertion: { keyId: ${keyId}, secret: ${secret} }
sites:
  all:
    hosts: ["*"]
    routes:
      shop: { path: "/shop/*", target: { pool: guarded } }
      ready: { path: /ready, target: { respond: {} } }
`;
}

function put({ directory }: Bed, file: string, text: string): void {
  writeFileSync(join(directory, `${file}.new`), text);
  renameSync(join(directory, `${file}.new`), join(directory, file));
}

/** The backends believe these from now on, and no others. */
async function believe(bed: Bed, shown: readonly Shown[]): Promise<void> {
  putBelieved(bed, shown);
  await tellBackends(bed);
}

/** With the names that the configuration has. */
function putShown(bed: Bed, { keyId, client }: Shown): void {
  put(bed, `${keyId}.pem`, client.certificate);
  put(bed, `${keyId}.key`, client.key);
}

function putBelieved(bed: Bed, shown: readonly Shown[]): void {
  const keys = shown.map(({ keyId, secret }) => ({ id: keyId, secret }));
  const certificates = shown.map(({ client }) => new X509Certificate(client.certificate).fingerprint256);
  put(bed, "believed.json", JSON.stringify({ keys, certificates }));
}

async function tellBackends({ backends, directory }: Bed): Promise<void> {
  const files = ["one", "two"].map((name) => join(directory, `${name}.turn`));
  const before = files.map((file) => readFileSync(file, "utf8"));
  for (const { pid } of backends) process.kill(pid, "SIGHUP");
  const startedAt = performance.now();
  while (files.some((file, i) => readFileSync(file, "utf8") === before[i])) {
    if (performance.now() - startedAt > TURN_TIMEOUT_MS) throw new Error("a backend did not follow");
    await sleep(5);
  }
}

async function startAll(bed: Bed, first: Shown): Promise<DrivenNode> {
  const { directory, ports, authority } = bed;
  put(bed, "authority.pem", authority.certificate);
  await showBackends(bed);
  putShown(bed, first);
  putBelieved(bed, [first]);
  const program = fileURLToPath(new URL("../peers/guarded-echo-backend.ts", import.meta.url));
  for (const name of ["one", "two"] as const) {
    const command = [process.execPath, program, name, String(ports[name]), directory];
    // Whoever asks whether it is there has no certificate.
    const readyUrl = pathToFileURL(join(directory, `${name}.turn`)).href;
    bed.backends.push(await startServer({ name, command, directory, readyUrl, core: undefined }));
  }
  const configFile = join(directory, "portcullis.yaml");
  writeFileSync(configFile, configuration(bed, first));
  const server = await startServer({
    name: "portcullis",
    command: [...portcullisCommand(), "--config", configFile],
    directory,
    readyUrl: `http://127.0.0.1:${ports.public}/ready`,
    core: undefined,
  });
  bed.servers.push(server);
  return { pid: server.pid, adminPort: ports.admin, configFile };
}

async function showBackends(bed: Bed): Promise<void> {
  const { certificate, key } = await bed.authority.issue({ names: ["127.0.0.1"] });
  put(bed, "backend.key", key);
  put(bed, "backend.pem", certificate);
}

/** The order of the guide: believe both, show the new one, believe it alone. */
async function rotate(bed: Bed, node: DrivenNode, old: Shown, next: Shown): Promise<number> {
  await believe(bed, [old, next]);
  putShown(bed, next);
  const before = await readState(node.adminPort);
  replaceConfiguration(node, configuration(bed, next), "signal");
  const liveMs = await waitUntilLive(node, before);
  await sleep(SETTLE_MS);
  await believe(bed, [next]);
  await showBackends(bed);
  await tellBackends(bed);
  return liveMs;
}

async function underLoad(times: number, bed: Bed, progress: (text: string) => void): Promise<SectionReport> {
  let shown = await shownAt(0, bed.authority);
  const node = await startAll(bed, shown);
  const load = startSteadyLoad(bed.ports.public, LOOPS);
  const liveMs: number[] = [];
  for (let turn = 1; turn <= times; turn++) {
    const next = await shownAt(turn, bed.authority);
    liveMs.push(await rotate(bed, node, shown, next));
    shown = next;
    await sleep(SETTLE_MS);
  }
  const totals = await load.stop();
  const requests = totals.gets + totals.posts;
  progress(`${times} rotations, ${totals.failures} of ${requests} requests failed`);
  const problems = totals.failures > 0 ? [`${totals.failures} requests failed`, ...totals.examples] : [];
  return {
    setting: `two workers, two backends behind guards and mutual TLS, ${LOOPS} loops of requests`,
    promise: "new keys and certificates on both sides without a failed request",
    rows: [
      ["requests", requests.toLocaleString("en")],
      ["failures (must be 0)", String(totals.failures)],
      ["slowest request, ms", totals.slowestMs.toFixed(0)],
      ["rotations of key, client certificate and backends' certificates", String(liveMs.length)],
      [
        "from the change until every worker shows it, median and longest ms",
        `${median(liveMs).toFixed(0)}, ${Math.max(...liveMs).toFixed(0)}`,
      ],
    ],
    problems,
    figures: { requests, failures: totals.failures, slowestMs: totals.slowestMs, liveMs },
  };
}

async function run(times: number, progress: (text: string) => void): Promise<SectionReport> {
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const authority = await TestAuthority.create();
  const ports: Ports = { public: publicPort, admin, one, two };
  const bed: Bed = { directory, ports, authority, backends: [], servers: [] };
  try {
    return await underLoad(times, bed, progress);
  } finally {
    await Promise.all([...bed.servers, ...bed.backends].map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}
