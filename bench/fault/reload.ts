// Reloads the configuration again and again, broken ones among them, under a load of which not one request
// may fail.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AccessLog } from "../load/access-log.ts";
import {
  type BackendName,
  type BenchPorts,
  breakages,
  configuration,
} from "../load/changing-configuration.ts";
import { startEchoBackend } from "../load/echo-backends.ts";
import { freePorts } from "../load/free-port.ts";
import { probeLive } from "../load/live-probe.ts";
import {
  type DrivenNode,
  type ReloadTrigger,
  readState,
  replaceConfiguration,
  waitUntilLive,
  waitUntilRefused,
} from "../load/reload-driver.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { type LoadTotals, startSteadyLoad } from "../load/steady-client.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, FigureRow, SectionReport } from "./section.ts";

export const reload: FaultSection = { name: "reload", times: 100, run };

const LOOPS = 16;
const PAUSE_MS = 100;
const BREAK_EVERY = 10;

type Progress = (text: string) => void;

type Bed = {
  readonly directory: string;
  readonly accessLog: string;
  readonly ports: BenchPorts;
  readonly servers: ServerProcess[];
};

/** Times in ms, from a change until every worker serves it, and from a broken one until its refusal. */
type Totals = { bySignalMs: number[]; byFileMs: number[]; refusedMs: number[]; problems: string[] };

type Figures = {
  readonly seconds: number;
  readonly load: LoadTotals;
  readonly reloads: Omit<Totals, "problems">;
  /** Access lines on file, for the requests of the load and of the probes together. */
  readonly accessLines: number;
};

async function startBackend(name: BackendName, { ports, directory, servers }: Bed): Promise<void> {
  servers.push(await startEchoBackend(name, ports.backends[name], directory));
}

async function startNode(bed: Bed): Promise<DrivenNode> {
  const configFile = join(bed.directory, "portcullis.yaml");
  writeFileSync(configFile, configuration(0, bed.ports, bed.accessLog));
  const server = await startServer({
    name: "portcullis",
    command: [...portcullisCommand(), "--config", configFile],
    directory: bed.directory,
    readyUrl: `http://127.0.0.1:${bed.ports.public}/generation`,
    core: undefined,
  });
  bed.servers.push(server);
  return { pid: server.pid, adminPort: bed.ports.admin, configFile };
}

/** Reloads one after another. A node that does not follow at all throws; what it does wrong is collected. */
async function reloadAgainAndAgain(
  node: DrivenNode,
  bed: Bed,
  reloads: number,
  progress: Progress,
): Promise<Totals> {
  const totals: Totals = { bySignalMs: [], byFileMs: [], refusedMs: [], problems: [] };
  for (let number = 1; number <= reloads; number++) {
    const trigger: ReloadTrigger = number % 2 === 0 ? "signal" : "file";
    const before = await readState(node.adminPort);
    replaceConfiguration(node, configuration(number, bed.ports, bed.accessLog), trigger);
    const times = trigger === "signal" ? totals.bySignalMs : totals.byFileMs;
    times.push(await waitUntilLive(node, before));
    totals.problems.push(...(await probeLive(bed.ports.public, number)));
    if (number % BREAK_EVERY === 0) await breakOnce(node, bed, number, totals);
    await sleep(PAUSE_MS);
    if (number % 20 === 0) progress(`${number} of ${reloads} reloads`);
  }
  const { restarts } = await readState(node.adminPort);
  if (restarts > 0) totals.problems.push(`${restarts} threads died and were replaced`);
  return totals;
}

async function breakOnce(node: DrivenNode, bed: Bed, number: number, totals: Totals): Promise<void> {
  const nth = number / BREAK_EVERY - 1;
  const breakage = breakages[nth % breakages.length];
  if (breakage === undefined) return;
  const before = await readState(node.adminPort);
  const text = breakage.apply(configuration(number + 1, bed.ports, bed.accessLog), bed.ports);
  replaceConfiguration(node, text, nth % 2 === 0 ? "signal" : "file");
  try {
    totals.refusedMs.push(await waitUntilRefused(node, before));
  } catch (failure) {
    totals.problems.push(`${breakage.mistake}: ${failure instanceof Error ? failure.message : failure}`);
  }
  await sleep(PAUSE_MS);
  totals.problems.push(
    ...(await probeLive(bed.ports.public, number)).map((one) => `${breakage.mistake}: ${one}`),
  );
}

async function underLoad(bed: Bed, reloads: number, progress: Progress): Promise<SectionReport> {
  await Promise.all([startBackend("one", bed), startBackend("two", bed)]);
  const node = await startNode(bed);
  const startedAt = performance.now();
  const load = startSteadyLoad(bed.ports.public, LOOPS);
  let totals: Totals;
  try {
    totals = await reloadAgainAndAgain(node, bed, reloads, progress);
  } catch (failure) {
    const { failures, examples } = await load.stop();
    throw new Error(`stopped with ${failures} failed requests: ${examples.join("; ")}`, { cause: failure });
  }
  const loadTotals = await load.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  const requests = loadTotals.gets + loadTotals.posts;
  const accessLines = await new AccessLog(bed.accessLog).settledLines(requests);
  const missing = requests - accessLines;
  const { problems, ...times } = totals;
  if (loadTotals.failures > 0) problems.push(`${loadTotals.failures} requests failed`);
  problems.push(...loadTotals.examples);
  if (missing > 0) problems.push(`${missing} requests have no access line`);
  return reportOf({ seconds, load: loadTotals, reloads: times, accessLines }, problems);
}

function reportOf(figures: Figures, problems: readonly string[]): SectionReport {
  const { load, reloads, seconds, accessLines } = figures;
  const requests = load.gets + load.posts;
  const rows: FigureRow[] = [
    ["requests", `${requests.toLocaleString("en")} (${load.gets} GET, ${load.posts} POST)`],
    ["requests per second", Math.round(requests / seconds).toLocaleString("en")],
    ["failures (must be 0)", String(load.failures)],
    ["slowest request, ms", load.slowestMs.toFixed(0)],
    ["connections opened", String(load.connections)],
    ["access lines", accessLines.toLocaleString("en")],
    ["reloads accepted", String(reloads.bySignalMs.length + reloads.byFileMs.length)],
    ["broken configurations refused", String(reloads.refusedMs.length)],
    ["swap after SIGHUP, median and longest ms", timesText(reloads.bySignalMs)],
    ["swap after a file change, median and longest ms", timesText(reloads.byFileMs)],
    ["refusal, median and longest ms", timesText(reloads.refusedMs)],
  ];
  const setting = `two workers, ${seconds.toFixed(0)} s of load`;
  return { setting, promise: "a swap without a failed request", rows, problems, figures };
}

const timesText = (times: readonly number[]): string =>
  times.length === 0 ? "–" : `${median(times).toFixed(0)}, ${Math.max(...times).toFixed(0)}`;

async function run(reloads: number, progress: Progress): Promise<SectionReport> {
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const ports: BenchPorts = { public: publicPort, admin, backends: { one, two } };
  const bed: Bed = { directory, accessLog: join(directory, "access.log"), ports, servers: [] };
  try {
    return await underLoad(bed, reloads, progress);
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}
