// Ten thousand idle and a thousand slow connections beside everybody else's requests: what they cost the
// others in time, and the node in memory. Two nodes of the same kind are asked by turns, and one of them has
// the crowd: what else the machine does meets both.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { configuration } from "../load/changing-configuration.ts";
import { type Crowd, startCrowd } from "../load/crowd-process.ts";
import { freePorts } from "../load/free-port.ts";
import { type PacedFigures, runPacedLoad } from "../load/paced-client.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { residentBytes } from "../measure/resident-memory.ts";
import { median, spread } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const connections: FaultSection = { name: "connections", times: 15, run };

const IDLE = 10_000;
/** So many find the room that a young heap has to spare; what each further one takes is the figure. */
const FIRST_IDLE = 2000;
const SLOW = 1_000;
const PER_SECOND = 400;
const SECONDS = 4;
const WARM_UP_SECONDS = 5;
const MAX_RATIO = 2;
const SETTLE_MS = 300;

/** The nodes have a core of their own: what asks them, and the crowd, must not be kept waiting by them. */
const canChoose = availableParallelism() > 1;
const NODE_CORE = canChoose ? 0 : undefined;
const OTHER_CORE = canChoose ? 1 : undefined;

type Progress = (text: string) => void;

type Node = ServerProcess & { readonly port: number };

type Bed = {
  readonly directory: string;
  readonly backends: { readonly one: number; readonly two: number };
  readonly servers: ServerProcess[];
};

type Pair = { readonly alone: PacedFigures; readonly crowded: PacedFigures };

type Figures = {
  readonly pairs: readonly Pair[];
  readonly bytesPerIdle: number;
  /** Connections of the crowd that were lost. */
  readonly reopened: number;
};

async function startBackends({ backends, directory, servers }: Bed): Promise<void> {
  const program = fileURLToPath(new URL("../peers/echo-backend.ts", import.meta.url));
  for (const [name, port] of Object.entries(backends)) {
    const command = [process.execPath, program, name, String(port)];
    const readyUrl = `http://127.0.0.1:${port}/`;
    servers.push(await startServer({ name, command, directory, readyUrl, core: OTHER_CORE }));
  }
}

async function startNode(bed: Bed, name: string): Promise<Node> {
  const directory = join(bed.directory, name);
  mkdirSync(directory);
  const [port = 0, admin = 0] = await freePorts(2);
  const ports = { public: port, admin, backends: bed.backends };
  // Who holds on for ever is not sent away: the crowd is as large at the end as at the beginning.
  const text = configuration(2, ports, join(directory, "access.log"))
    .replace(/maxConnections: \d+/, "maxConnections: 20000")
    .replace(/idleTimeout: \d+s/, "idleTimeout: 1h\n  headTimeout: 1h\n  requestTimeout: 1h");
  const file = join(directory, "portcullis.yaml");
  writeFileSync(file, text);
  const command = [...portcullisCommand(), "--config", file];
  const readyUrl = `http://127.0.0.1:${port}/generation`;
  const server = await startServer({ name, command, directory, readyUrl, core: NODE_CORE });
  bed.servers.push(server);
  return { ...server, port };
}

const askPaced = ({ port }: Node, seconds: number): Promise<PacedFigures> =>
  runPacedLoad({ port, path: "/shop/items?id=p&bytes=1000", perSecond: PER_SECOND, seconds });

/** The same seconds of requests to both nodes, one after the other; the crowd rests where it is not asked. */
async function onePair(number: number, quiet: Node, full: Node, slow: Crowd): Promise<Pair> {
  const alone = async (): Promise<PacedFigures> => {
    slow.rest(true);
    await sleep(SETTLE_MS);
    return askPaced(quiet, SECONDS);
  };
  const crowded = async (): Promise<PacedFigures> => {
    slow.rest(false);
    await sleep(SETTLE_MS);
    return askPaced(full, SECONDS);
  };
  if (number % 2 === 0) return { alone: await alone(), crowded: await crowded() };
  const first = await crowded();
  return { alone: await alone(), crowded: first };
}

const ratioOf = ({ alone, crowded }: Pair): number => crowded.p99Ms / alone.p99Ms;

async function measure(times: number, bed: Bed, progress: Progress): Promise<SectionReport> {
  await startBackends(bed);
  const quiet = await startNode(bed, "quiet");
  const full = await startNode(bed, "full");
  for (const node of [quiet, full]) await askPaced(node, WARM_UP_SECONDS);
  const at = { port: full.port, core: OTHER_CORE };
  const first = await startCrowd({ ...at, idle: FIRST_IDLE, slow: 0 });
  const before = residentBytes(full.pid);
  const others = await startCrowd({ ...at, idle: IDLE - FIRST_IDLE, slow: 0 });
  const bytesPerIdle = (residentBytes(full.pid) - before) / (IDLE - FIRST_IDLE);
  const slow = await startCrowd({ ...at, idle: 0, slow: SLOW });
  const pairs: Pair[] = [];
  for (let i = 0; i < times; i++) {
    const pair = await onePair(i, quiet, full, slow);
    pairs.push(pair);
    const [alone, crowded] = [pair.alone.p99Ms.toFixed(2), pair.crowded.p99Ms.toFixed(2)];
    progress(`p99 ${alone} ms alone, ${crowded} ms in the crowd: ${ratioOf(pair).toFixed(2)} ×`);
  }
  let reopened = 0;
  for (const crowd of [slow, others, first]) reopened += await crowd.leave();
  return reportOf({ pairs, bytesPerIdle, reopened });
}

function reportOf({ pairs, bytesPerIdle, reopened }: Figures): SectionReport {
  const ratio = spread(pairs.map(ratioOf));
  const failures = pairs.reduce((sum, { alone, crowded }) => sum + alone.failures + crowded.failures, 0);
  const of = (pick: (pair: Pair) => number): string => median(pairs.map(pick)).toFixed(2);
  const problems: string[] = [];
  if (failures > 0) problems.push(`${failures} requests of the others failed`);
  if (reopened > 0) problems.push(`${reopened} connections of the crowd were lost`);
  if (ratio.median > MAX_RATIO)
    problems.push(`the others' p99 is ${ratio.median.toFixed(2)} × what it is alone`);
  return {
    setting:
      `two nodes of two workers, one with ${IDLE} idle and ${SLOW} slow connections, ` +
      `${PER_SECOND} requests a second to each by turns of ${SECONDS} s, ${pairs.length} of each`,
    promise: `nobody else fails, and their p99 is at most ${MAX_RATIO} × what it is alone`,
    rows: [
      ["requests of the others", String(pairs.length * 2 * PER_SECOND * SECONDS)],
      ["failures (must be 0)", String(failures)],
      ["connections of the crowd that were lost (must be 0)", String(reopened)],
      ["p50 alone and in the crowd, ms", `${of((p) => p.alone.p50Ms)}, ${of((p) => p.crowded.p50Ms)}`],
      ["p99 alone and in the crowd, ms", `${of((p) => p.alone.p99Ms)}, ${of((p) => p.crowded.p99Ms)}`],
      ["p99 in the crowd, × alone: median of the turns", ratio.median.toFixed(2)],
      ["least and most of one turn", `${ratio.min.toFixed(2)}, ${ratio.max.toFixed(2)}`],
      ["bytes of memory per idle connection", Math.round(bytesPerIdle).toLocaleString("en")],
    ],
    problems,
    figures: { pairs, ratio, bytesPerIdle, reopened },
  };
}

async function run(times: number, progress: Progress): Promise<SectionReport> {
  const [one = 0, two = 0] = await freePorts(2);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const bed: Bed = { directory, backends: { one, two }, servers: [] };
  if (OTHER_CORE !== undefined) pinSelf(OTHER_CORE);
  try {
    return await measure(times, bed, progress);
  } finally {
    if (OTHER_CORE !== undefined) pinSelf(`0-${availableParallelism() - 1}`);
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

/** This program too keeps off the nodes' core: it is what takes the times. */
function pinSelf(cores: number | string): void {
  execFileSync("taskset", ["-a", "-c", "-p", String(cores), String(process.pid)], { stdio: "ignore" });
}
