// Attacks on HTTP/2, one kind after the other, beside everybody else's requests: each attacking connection
// must be ended, and the others must hardly notice. The attacker stands for another machine, and so does the
// backend that it asks and the others do not: both run only where nobody else wants a core, for their work is
// not the gateway's to bound.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LOWEST_PRIORITY, startAttacker } from "../load/attacker-process.ts";
import { configuration } from "../load/changing-configuration.ts";
import { freePorts } from "../load/free-port.ts";
import { runH2Clients } from "../load/h2-clients.ts";
import { type PacedFigures, type PacedLoad, runPacedLoad } from "../load/paced-client.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

const ATTACKS: readonly string[] = [
  ...["rapid-reset", "continuation", "settings", "ping"],
  ...["header-bomb", "empty-data", "stalled-window", "rapid-reset-one-address"],
];

export const http2Attacks: FaultSection = { name: "http2-attacks", times: 3, kinds: ATTACKS, run };

/** 3,200 answers a round: thirty-two of them are beyond the p99. */
const PER_SECOND = 400;
const SECONDS = 8;
const MAX_RATIO = 2;
const SETTLE_MS = 1000;

type Progress = (text: string) => void;

type Totals = { readonly connections: number; readonly ended: number };

type Round = {
  readonly attack: string;
  /** The others by themselves, just before the attack and just after it. */
  readonly before: PacedFigures;
  readonly after: PacedFigures;
  readonly attacked: PacedFigures;
} & Totals;

/** Between two readings of the same, a machine differs by a factor: so it is their geometric mean. */
const aloneMsOf = ({ before, after }: Round): number => Math.sqrt(before.p99Ms * after.p99Ms);

const load = (port: number): PacedLoad => ({
  port,
  path: "/shop/items?id=p&bytes=1000",
  perSecond: PER_SECOND,
  seconds: SECONDS,
});

/** The configuration with a listener that speaks HTTP/2, and a backend for the attacker. */
function attackable(text: string, backendPort: number): string {
  const route = `      attacked:\n        path: "/attacked/*"\n        target: { pool: attacked }\n`;
  const pool = `  attacked:\n    members:\n      - url: "http://127.0.0.1:${backendPort}"\n`;
  const changed = text
    .replace(/^( *)maxConnections: \d+$/m, "$1maxConnections: 20000\n$1http2: true")
    .replace("limits:\n", "limits:\n  bodyTimeout: 2s\n")
    .replace("pools:\n", `pools:\n${pool}`)
    .replace("    routes:\n", `    routes:\n${route}`);
  for (const part of ["http2: true", pool, route]) {
    if (!changed.includes(part)) throw new Error(`the configuration has no place for ${part}`);
  }
  return changed;
}

/** Code that never ran yet is slow: the gateway has served ordinary clients of both versions before. */
async function warmUp(port: number): Promise<void> {
  await runPacedLoad({ ...load(port), perSecond: 10 * PER_SECOND });
  const path = "/attacked/items?id=x&bytes=";
  await runH2Clients({ port, path: `${path}1000`, clients: 400, requestsEach: 20 });
  await runH2Clients({ port, path: `${path}1000000`, clients: 60, requestsEach: 8 });
}

async function loadAlone(port: number): Promise<PacedFigures> {
  await sleep(SETTLE_MS);
  return runPacedLoad(load(port));
}

/** @param before the load alone, as it was measured after the attack before this one */
async function oneRound(
  port: number,
  attack: string,
  before: PacedFigures,
  progress: Progress,
): Promise<Round> {
  const stop = startAttacker<Totals>("http2", [port, attack]);
  await sleep(SETTLE_MS);
  const attacked = await runPacedLoad(load(port));
  const totals = await stop();
  const after = await loadAlone(port);
  const [aloneMs, againMs] = [before.p99Ms.toFixed(2), after.p99Ms.toFixed(2)];
  const times = `p99 ${attacked.p99Ms.toFixed(2)} ms attacked, ${aloneMs} ms before and ${againMs} ms after`;
  progress(`${attack}: ${times}, ${totals.ended} of ${totals.connections} connections ended`);
  return { attack, before, after, attacked, ...totals };
}

async function measure(
  times: number,
  attacks: readonly string[],
  directory: string,
  progress: Progress,
): Promise<SectionReport> {
  const [port = 0, admin = 0, one = 0, two = 0, attacked = 0] = await freePorts(5);
  const servers: ServerProcess[] = [];
  const backend = fileURLToPath(new URL("../peers/echo-backend.ts", import.meta.url));
  try {
    for (const [name, at, priority] of [
      ["one", one, []],
      ["two", two, []],
      ["attacked", attacked, LOWEST_PRIORITY],
    ] as const) {
      const command = [...priority, process.execPath, backend, name, String(at)];
      const readyUrl = `http://127.0.0.1:${at}/`;
      servers.push(await startServer({ name, command, directory, readyUrl, core: undefined }));
    }
    const file = join(directory, "portcullis.yaml");
    const ports = { public: port, admin, backends: { one, two } };
    const text = configuration(2, ports, join(directory, "access.log"));
    writeFileSync(file, attackable(text, attacked));
    const command = [...portcullisCommand(), "--config", file];
    const readyUrl = `http://127.0.0.1:${port}/generation`;
    servers.push(await startServer({ name: "portcullis", command, directory, readyUrl, core: undefined }));
    await warmUp(port);
    const rounds: Round[] = [];
    // By turns, so that what else the machine does for a while does not meet one attack alone.
    for (let i = 0; i < times; i++) {
      for (const attack of attacks) {
        const before = rounds.at(-1)?.after ?? (await loadAlone(port));
        rounds.push(await oneRound(port, attack, before, progress));
      }
    }
    return reportOf(attacks, rounds);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function reportOf(attacks: readonly string[], rounds: readonly Round[]): SectionReport {
  const problems: string[] = [];
  const aloneMs = median(rounds.map(aloneMsOf));
  const rows = attacks.map((attack): readonly [string, string] => {
    const own = rounds.filter((round) => round.attack === attack);
    const p99Ms = median(own.map(({ attacked }) => attacked.p99Ms));
    const ratio = median(own.map((round) => round.attacked.p99Ms / aloneMsOf(round)));
    const failures = own.reduce((sum, { before, attacked }) => sum + before.failures + attacked.failures, 0);
    const connections = own.reduce((sum, round) => sum + round.connections, 0);
    const ended = own.reduce((sum, round) => sum + round.ended, 0);
    if (failures > 0) problems.push(`${attack}: ${failures} requests of the others failed`);
    if (ended < connections) problems.push(`${attack}: ${connections - ended} connections were not ended`);
    if (ratio > MAX_RATIO)
      problems.push(`${attack}: the others' p99 is ${ratio.toFixed(2)} × what it is alone`);
    const p99 = `p99 of the others ${p99Ms.toFixed(2)} ms, ${ratio.toFixed(2)} × alone`;
    return [attack, `${ended} of ${connections} ended; ${p99}`];
  });
  return {
    setting: `four attacking connections at a time, ${PER_SECOND} requests a second of the others`,
    promise: `attacking connections are ended, and the others' p99 is at most ${MAX_RATIO} × what it is alone`,
    rows: [["no attack", `p99 ${aloneMs.toFixed(2)} ms`], ...rows],
    problems,
    figures: { rounds, aloneMs },
  };
}

async function run(times: number, progress: Progress, attacks: readonly string[]): Promise<SectionReport> {
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  try {
    return await measure(times, attacks, directory, progress);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
