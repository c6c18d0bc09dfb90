// Kills gateway workers and backends under load, one after another: what was in flight there may be lost, and
// nothing else.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AccessLog } from "../load/access-log.ts";
import { type BackendName, type BenchPorts, configuration } from "../load/changing-configuration.ts";
import { startEchoBackend } from "../load/echo-backends.ts";
import { freePorts } from "../load/free-port.ts";
import { readState } from "../load/reload-driver.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { type SteadyLoad, startSteadyLoad } from "../load/steady-client.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const kills: FaultSection = { name: "kills", times: 10, run };

/** Each loop has one request in flight, so a kill can cost so many at the most. */
const LOOPS = 16;
const DOWN_MS = 700;
const SETTLE_MS = 1500;
const REPLACE_TIMEOUT_MS = 20_000;

type Bed = {
  readonly directory: string;
  readonly ports: BenchPorts;
  readonly servers: Map<string, ServerProcess>;
};

const mortalNode = fileURLToPath(new URL("../peers/mortal-node.ts", import.meta.url));

async function startBackend(name: BackendName, { directory, ports, servers }: Bed): Promise<void> {
  servers.set(name, await startEchoBackend(name, ports.backends[name], directory));
}

async function startNode(bed: Bed): Promise<ServerProcess> {
  const file = join(bed.directory, "portcullis.yaml");
  writeFileSync(file, configuration(2, bed.ports, join(bed.directory, "access.log")));
  const node = await startServer({
    name: "node",
    command: [process.execPath, mortalNode, file],
    directory: bed.directory,
    readyUrl: `http://127.0.0.1:${bed.ports.public}/generation`,
    core: undefined,
  });
  bed.servers.set("node", node);
  return node;
}

/** Kills one worker and waits until another stands in its place. */
async function killWorker(node: ServerProcess, bed: Bed): Promise<void> {
  const { admin } = bed.ports;
  const { restarts } = await readState(admin);
  process.kill(node.pid, "SIGUSR2");
  const deadlineMs = performance.now() + REPLACE_TIMEOUT_MS;
  for (;;) {
    const state = await readState(admin);
    if (state.restarts > restarts && state.current === state.configured) return;
    if (performance.now() > deadlineMs) throw new Error("a killed worker was not replaced in time");
    await sleep(20);
  }
}

async function killBackend(number: number, bed: Bed): Promise<void> {
  const name: BackendName = number % 2 === 0 ? "one" : "two";
  process.kill(bed.servers.get(name)?.pid ?? 0, "SIGKILL");
  await sleep(DOWN_MS);
  await startBackend(name, bed);
}

type Cost = { readonly total: number; readonly worst: number };

/** Does the harm so many times, and counts the failed requests that each time cost. */
async function count(
  times: number,
  load: SteadyLoad,
  harm: (number: number) => Promise<void>,
): Promise<Cost> {
  let total = 0;
  let worst = 0;
  for (let number = 0; number < times; number++) {
    const before = load.failures();
    await harm(number);
    await sleep(SETTLE_MS);
    const cost = load.failures() - before;
    total += cost;
    worst = Math.max(worst, cost);
  }
  return { total, worst };
}

async function underLoad(times: number, bed: Bed, progress: (text: string) => void): Promise<SectionReport> {
  await Promise.all([startBackend("one", bed), startBackend("two", bed)]);
  const node = await startNode(bed);
  const load = startSteadyLoad(bed.ports.public, LOOPS);
  await sleep(SETTLE_MS);
  const quiet = load.failures();
  const workers = await count(times, load, () => killWorker(node, bed));
  progress(`${times} workers killed, ${workers.total} requests failed`);
  const backends = await count(times, load, (number) => killBackend(number, bed));
  progress(`${times} backends killed, ${backends.total} requests failed`);
  const totals = await load.stop();
  const requests = totals.gets + totals.posts;
  const log = new AccessLog(join(bed.directory, "access.log"));
  const lines = await log.settledLines(requests - workers.total);
  const elsewhere = totals.failures - workers.total - backends.total + quiet;
  const problems: string[] = [];
  if (workers.worst > LOOPS) problems.push(`a killed worker cost ${workers.worst} requests`);
  if (backends.worst > LOOPS) problems.push(`a killed backend cost ${backends.worst} requests`);
  if (elsewhere > 0) problems.push(`${elsewhere} requests failed while nothing was killed`);
  if (requests - lines > workers.total) problems.push(`${requests - lines} requests have no access line`);
  if (problems.length > 0) problems.push(...totals.examples);
  return {
    setting: `two workers, two backends, ${LOOPS} connections with a request in flight each`,
    promise: `a kill costs at most what was in flight: ${LOOPS} requests`,
    rows: [
      ["requests", requests.toLocaleString("en")],
      ["workers killed and replaced", String(times)],
      ["failed requests, in all and at most for one worker", `${workers.total}, ${workers.worst}`],
      ["backends killed and revived", String(times)],
      ["failed requests, in all and at most for one backend", `${backends.total}, ${backends.worst}`],
      ["failed requests while nothing was killed (must be 0)", String(elsewhere)],
      ["access lines", lines.toLocaleString("en")],
    ],
    problems,
    figures: { requests, workers, backends, elsewhere, lines },
  };
}

async function run(times: number, progress: (text: string) => void): Promise<SectionReport> {
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const ports: BenchPorts = { public: publicPort, admin, backends: { one, two } };
  const bed: Bed = { directory, ports, servers: new Map() };
  try {
    return await underLoad(times, bed, progress);
  } finally {
    await Promise.all([...bed.servers.values()].map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}
