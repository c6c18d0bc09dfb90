// Attacks on HTTP/2, one kind after the other, beside everybody else's requests: each attacking connection
// must be ended, and the others must hardly notice.

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { configuration } from "../load/changing-configuration.ts";
import { freePorts } from "../load/free-port.ts";
import { type PacedFigures, runPacedLoad } from "../load/paced-client.ts";
import { type ServerProcess, spawnTracked, startServer } from "../load/server-process.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const http2Attacks: FaultSection = { name: "http2-attacks", times: 3, run };

const ATTACKS = [
  ...["rapid-reset", "continuation", "settings", "ping"],
  ...["header-bomb", "empty-data", "stalled-window"],
];
const PER_SECOND = 200;
const SECONDS = 5;
const MAX_RATIO = 2;
const SETTLE_MS = 1000;

type Progress = (text: string) => void;

type Totals = { readonly connections: number; readonly ended: number };

type Round = {
  readonly attack: string;
  readonly alone: PacedFigures;
  readonly attacked: PacedFigures;
} & Totals;

function startAttack(port: number, attack: string): () => Promise<Totals> {
  const program = fileURLToPath(new URL("../load/h2-attacker.ts", import.meta.url));
  const child = spawnTracked([process.execPath, program, String(port), attack], "pipe");
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the attacker was started without pipes");
  let text = "";
  stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  return async () => {
    const ended = once(child, "close");
    stdin.end();
    await ended;
    return JSON.parse(text) as Totals; // What our own program prints.
  };
}

async function oneRound(port: number, attack: string, progress: Progress): Promise<Round> {
  const load = { port, path: "/shop/items?id=p&bytes=1000", perSecond: PER_SECOND, seconds: SECONDS };
  await sleep(SETTLE_MS);
  const alone = await runPacedLoad(load);
  const stop = startAttack(port, attack);
  await sleep(SETTLE_MS);
  const attacked = await runPacedLoad(load);
  const totals = await stop();
  const times = `p99 ${alone.p99Ms.toFixed(2)} ms alone, ${attacked.p99Ms.toFixed(2)} ms attacked`;
  progress(`${attack}: ${times}, ${totals.ended} of ${totals.connections} connections ended`);
  return { attack, alone, attacked, ...totals };
}

async function measure(times: number, directory: string, progress: Progress): Promise<SectionReport> {
  const [port = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const servers: ServerProcess[] = [];
  const backend = fileURLToPath(new URL("../peers/echo-backend.ts", import.meta.url));
  try {
    for (const [name, at] of [
      ["one", one],
      ["two", two],
    ] as const) {
      const command = [process.execPath, backend, name, String(at)];
      const readyUrl = `http://127.0.0.1:${at}/`;
      servers.push(await startServer({ name, command, directory, readyUrl, core: undefined }));
    }
    const file = join(directory, "portcullis.yaml");
    const ports = { public: port, admin, backends: { one, two } };
    const text = configuration(2, ports, join(directory, "access.log"));
    const spoken = text
      .replace(/^( *)maxConnections: \d+$/m, "$1maxConnections: 20000\n$1http2: true")
      .replace("limits:\n", "limits:\n  bodyTimeout: 2s\n");
    if (!spoken.includes("http2: true")) throw new Error("no listener could be told to speak HTTP/2");
    writeFileSync(file, spoken);
    const command = [...portcullisCommand(), "--config", file];
    const readyUrl = `http://127.0.0.1:${port}/generation`;
    servers.push(await startServer({ name: "portcullis", command, directory, readyUrl, core: undefined }));
    const rounds: Round[] = [];
    for (const attack of ATTACKS) {
      for (let i = 0; i < times; i++) rounds.push(await oneRound(port, attack, progress));
    }
    return reportOf(rounds);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function reportOf(rounds: readonly Round[]): SectionReport {
  const problems: string[] = [];
  const rows = ATTACKS.map((attack): readonly [string, string] => {
    const own = rounds.filter((round) => round.attack === attack);
    const ratio = median(own.map(({ alone, attacked }) => attacked.p99Ms / alone.p99Ms));
    const failures = own.reduce((sum, { alone, attacked }) => sum + alone.failures + attacked.failures, 0);
    const connections = own.reduce((sum, round) => sum + round.connections, 0);
    const ended = own.reduce((sum, round) => sum + round.ended, 0);
    if (failures > 0) problems.push(`${attack}: ${failures} requests of the others failed`);
    if (ended < connections) problems.push(`${attack}: ${connections - ended} connections were not ended`);
    if (ratio > MAX_RATIO)
      problems.push(`${attack}: the others' p99 is ${ratio.toFixed(2)} × what it is alone`);
    const p99 = median(own.map(({ attacked }) => attacked.p99Ms)).toFixed(2);
    return [
      attack,
      `${ended} of ${connections} ended; p99 of the others ${p99} ms, ${ratio.toFixed(2)} × alone`,
    ];
  });
  return {
    setting: `four attacking connections at a time, ${PER_SECOND} requests a second of the others`,
    promise: `attacking connections are ended, and the others' p99 is at most ${MAX_RATIO} × what it is alone`,
    rows,
    problems,
    figures: { rounds },
  };
}

async function run(times: number, progress: Progress): Promise<SectionReport> {
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  try {
    return await measure(times, directory, progress);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
