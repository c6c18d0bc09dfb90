// Replaces a listener's certificate again and again under a load of new and old connections, of which not one
// request may fail.

import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { ensurePackages } from "../../test/harness/debian.ts";
import { type CertificateFiles, makeCertificate } from "../load/certificate.ts";
import { type BenchPorts, configuration } from "../load/changing-configuration.ts";
import { startEchoBackend } from "../load/echo-backends.ts";
import { freePorts } from "../load/free-port.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { startSteadyLoad } from "../load/steady-client.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const certificates: FaultSection = { name: "certificates", times: 20, run };

const LOOPS = 8;
const PAUSE_MS = 300;
const SWAP_TIMEOUT_MS = 15_000;
/** New connections in a row that must meet the new certificate: both workers are likely among them. */
const PROBES = 8;

type Bed = {
  readonly directory: string;
  readonly ports: BenchPorts;
  readonly served: CertificateFiles;
  readonly servers: ServerProcess[];
};

async function startAll({ directory, ports, served, servers }: Bed): Promise<void> {
  for (const name of ["one", "two"] as const) {
    servers.push(await startEchoBackend(name, ports.backends[name], directory));
  }
  const file = join(directory, "portcullis.yaml");
  const plain = configuration(2, ports, join(directory, "access.log"));
  const tls = `    tls: { certificates: [rotated] }\n`;
  const named = `certificates:\n  rotated: { certificate: ${served.certificate}, key: ${served.key} }\n`;
  writeFileSync(file, plain.replace("limits:\n", `${tls}${named}limits:\n`));
  servers.push(
    await startServer({
      name: "portcullis",
      command: [...portcullisCommand(), "--config", file],
      directory,
      readyUrl: `https://127.0.0.1:${ports.public}/generation`,
      core: undefined,
    }),
  );
}

/** Replaces one file after the other: in between they do not match, and the old pair must serve on. */
function replaceFiles(served: CertificateFiles, next: CertificateFiles): void {
  for (const part of ["key", "certificate"] as const) {
    writeFileSync(`${served[part]}.new`, readFileSync(next[part]));
    renameSync(`${served[part]}.new`, served[part]);
  }
}

function servedName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(subject.CN));
    });
    socket.on("error", reject);
  });
}

/** Milliseconds until only the new certificate is met. */
async function waitUntilServed(port: number, name: string): Promise<number> {
  const startedAt = performance.now();
  for (let met = 0; met < PROBES; ) {
    met = (await servedName(port)) === name ? met + 1 : 0;
    if (performance.now() - startedAt > SWAP_TIMEOUT_MS) throw new Error(`${name} was not served in time`);
    if (met === 0) await sleep(20);
  }
  return performance.now() - startedAt;
}

async function underLoad(times: number, bed: Bed, progress: (text: string) => void): Promise<SectionReport> {
  const made: CertificateFiles[] = [];
  for (let i = 0; i <= times; i++) made.push(await makeCertificate(bed.directory, `certificate-${i}`));
  const [first, ...others] = made;
  if (first !== undefined) replaceFiles(bed.served, first);
  await startAll(bed);
  const authorities = made.map(({ certificate }) => readFileSync(certificate, "utf8"));
  const load = startSteadyLoad(bed.ports.public, LOOPS, authorities);
  const swapMs: number[] = [];
  for (const [i, next] of others.entries()) {
    await sleep(PAUSE_MS);
    replaceFiles(bed.served, next);
    swapMs.push(await waitUntilServed(bed.ports.public, `certificate-${i + 1}`));
  }
  const totals = await load.stop();
  const requests = totals.gets + totals.posts;
  progress(`${swapMs.length} rotations, ${totals.failures} of ${requests} requests failed`);
  const problems = totals.failures > 0 ? [`${totals.failures} requests failed`, ...totals.examples] : [];
  return {
    setting: `two workers, ${LOOPS} loops of requests over TLS`,
    promise: "a new certificate without a failed request",
    rows: [
      ["requests", requests.toLocaleString("en")],
      ["connections opened", totals.connections.toLocaleString("en")],
      ["failures (must be 0)", String(totals.failures)],
      ["rotations", String(swapMs.length)],
      [
        "from the change of the files to the last worker, median and longest ms",
        `${median(swapMs).toFixed(0)}, ${Math.max(...swapMs).toFixed(0)}`,
      ],
    ],
    problems,
    figures: { requests, connections: totals.connections, failures: totals.failures, swapMs },
  };
}

async function run(times: number, progress: (text: string) => void): Promise<SectionReport> {
  await ensurePackages(["openssl"]);
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const served = { certificate: join(directory, "served.pem"), key: join(directory, "served.key") };
  const ports: BenchPorts = { public: publicPort, admin, backends: { one, two } };
  const bed: Bed = { directory, ports, served, servers: [] };
  try {
    return await underLoad(times, bed, progress);
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}
