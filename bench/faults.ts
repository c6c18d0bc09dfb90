// npm run bench:faults: reloads the configuration again and again, broken ones among them, under a load of
// which not one request may fail. The method is in README.md.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { countLines, LOG_FLUSH_MS } from "./load/access-log.ts";
import {
  type BackendName,
  type BenchPorts,
  breakages,
  configuration,
} from "./load/changing-configuration.ts";
import { type FaultsReport, faultsText, isFaultless, type ReloadTotals } from "./load/faults-report.ts";
import { freePorts } from "./load/free-port.ts";
import { probeLive } from "./load/live-probe.ts";
import {
  type DrivenNode,
  type ReloadTrigger,
  readState,
  replaceConfiguration,
  waitUntilLive,
  waitUntilRefused,
} from "./load/reload-driver.ts";
import { type ServerProcess, startServer } from "./load/server-process.ts";
import { startSteadyLoad } from "./load/steady-client.ts";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { wholeNumber } from "./measure/whole-number.ts";
import { portcullisCommand } from "./peers/portcullis.ts";

const LOOPS = 16;
const PAUSE_MS = 100;
const BREAK_EVERY = 10;

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

type Bed = {
  readonly directory: string;
  readonly accessLog: string;
  readonly ports: BenchPorts;
  readonly servers: ServerProcess[];
};

type Totals = { bySignalMs: number[]; byFileMs: number[]; refusedMs: number[]; problems: string[] };

async function startBackend(name: BackendName, bed: Bed): Promise<void> {
  const port = bed.ports.backends[name];
  const program = fileURLToPath(new URL("peers/echo-backend.ts", import.meta.url));
  const backend = await startServer({
    name,
    command: [process.execPath, program, name, String(port)],
    directory: bed.directory,
    readyUrl: `http://127.0.0.1:${port}/`,
    core: undefined,
  });
  bed.servers.push(backend);
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
async function reloadAgainAndAgain(node: DrivenNode, bed: Bed, reloads: number): Promise<Totals> {
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

async function underLoad(bed: Bed, reloads: number): Promise<FaultsReport> {
  const date = new Date().toISOString();
  const machine = thisMachine();
  await Promise.all([startBackend("one", bed), startBackend("two", bed)]);
  const node = await startNode(bed);
  const startedAt = performance.now();
  const load = startSteadyLoad(bed.ports.public, LOOPS);
  let totals: Totals;
  try {
    totals = await reloadAgainAndAgain(node, bed, reloads);
  } catch (failure) {
    const { failures, examples } = await load.stop();
    throw new Error(`stopped with ${failures} failed requests: ${examples.join("; ")}`, { cause: failure });
  }
  const loadTotals = await load.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  await sleep(LOG_FLUSH_MS);
  const accessLines = countLines(bed.accessLog);
  const missing = loadTotals.gets + loadTotals.posts - accessLines;
  if (missing > 0) totals.problems.push(`${missing} requests have no access line`);
  const { problems, ...times } = totals;
  const reloadTotals: ReloadTotals = times;
  return {
    date,
    machine,
    seconds,
    load: loadTotals,
    reloads: reloadTotals,
    accessLines,
    problems,
  };
}

async function run(reloads: number): Promise<FaultsReport> {
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const ports: BenchPorts = { public: publicPort, admin, backends: { one, two } };
  const bed: Bed = { directory, accessLog: join(directory, "access.log"), ports, servers: [] };
  try {
    return await underLoad(bed, reloads);
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    reloads: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const report = await run(wholeNumber("--reloads", values.reloads));
console.log(values.json ? JSON.stringify(report, undefined, 2) : faultsText(report));
if (values.save) {
  const markdown = faultsText(report);
  progress(`saved in ${saveResult({ bench: "faults", date: report.date, figures: report, markdown })}`);
}
if (!isFaultless(report)) process.exitCode = 1;
