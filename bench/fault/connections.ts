// Ten thousand idle and a thousand slow connections beside everybody else's requests: what they cost the
// others in time, and the node in memory.

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
import { residentBytes } from "../measure/resident-memory.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const connections: FaultSection = { name: "connections", times: 3, run };

const IDLE = 10_000;
const SLOW = 1_000;
const PER_SECOND = 200;
const SECONDS = 8;
const MAX_RATIO = 2;
const SETTLE_MS = 2000;

type Progress = (text: string) => void;

type Round = { readonly alone: PacedFigures; readonly crowded: PacedFigures; readonly bytesPerIdle: number };

type Crowd = { readonly leave: () => Promise<number> };

async function openCrowd(port: number, idle: number, slow: number): Promise<Crowd> {
  const program = fileURLToPath(new URL("../load/crowd.ts", import.meta.url));
  const child = spawnTracked([process.execPath, program, String(port), String(idle), String(slow)], "pipe");
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the crowd was started without pipes");
  let text = "";
  stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  while (!text.includes("ready")) {
    if (child.exitCode !== null) throw new Error(`the crowd ended with ${child.exitCode}`);
    await Promise.race([once(stdout, "data"), once(child, "exit")]);
  }
  return {
    leave: async () => {
      const ended = once(child, "close");
      stdin.end();
      await ended;
      return (JSON.parse(text.split("\n")[1] ?? '{"reopened":0}') as { reopened: number }).reopened;
    },
  };
}

async function oneRound(node: ServerProcess, port: number, progress: Progress): Promise<Round> {
  const load = { port, path: "/shop/items?id=p&bytes=1000", perSecond: PER_SECOND, seconds: SECONDS };
  // A crowd that leaves all at once keeps the node busy for a moment; that is not what is measured.
  await sleep(SETTLE_MS);
  const alone = await runPacedLoad(load);
  const before = residentBytes(node.pid);
  const idle = await openCrowd(port, IDLE, 0);
  const bytesPerIdle = (residentBytes(node.pid) - before) / IDLE;
  const slow = await openCrowd(port, 0, SLOW);
  const crowded = await runPacedLoad(load);
  const reopened = await slow.leave();
  await idle.leave();
  progress(
    `p99 ${alone.p99Ms.toFixed(2)} ms alone, ${crowded.p99Ms.toFixed(2)} ms in the crowd, ${reopened} slow ones cut`,
  );
  return { alone, crowded, bytesPerIdle };
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
    writeFileSync(file, text.replace(/maxConnections: \d+/, "maxConnections: 20000"));
    const node = await startServer({
      name: "portcullis",
      command: [...portcullisCommand(), "--config", file],
      directory,
      readyUrl: `http://127.0.0.1:${port}/generation`,
      core: undefined,
    });
    servers.push(node);
    await runPacedLoad({ port, path: "/shop/items?id=w&bytes=1000", perSecond: PER_SECOND, seconds: 3 });
    const rounds: Round[] = [];
    for (let i = 0; i < times; i++) rounds.push(await oneRound(node, port, progress));
    return reportOf(rounds);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function reportOf(rounds: readonly Round[]): SectionReport {
  const ratio = median(rounds.map(({ alone, crowded }) => crowded.p99Ms / alone.p99Ms));
  const failures = rounds.reduce((sum, { alone, crowded }) => sum + alone.failures + crowded.failures, 0);
  const of = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(2);
  const problems: string[] = [];
  if (failures > 0) problems.push(`${failures} requests of the others failed`);
  if (ratio > MAX_RATIO) problems.push(`the others' p99 is ${ratio.toFixed(2)} × what it is alone`);
  // What a process has once claimed it keeps: only the first crowd finds it without.
  const first = rounds[0]?.bytesPerIdle ?? 0;
  return {
    setting: `two workers, ${IDLE} idle and ${SLOW} slow connections, ${PER_SECOND} other requests a second`,
    promise: `nobody else fails, and their p99 is at most ${MAX_RATIO} × what it is alone`,
    rows: [
      ["requests of the others", String(rounds.length * 2 * PER_SECOND * SECONDS)],
      ["failures (must be 0)", String(failures)],
      ["p50 alone and in the crowd, ms", `${of((r) => r.alone.p50Ms)}, ${of((r) => r.crowded.p50Ms)}`],
      ["p99 alone and in the crowd, ms", `${of((r) => r.alone.p99Ms)}, ${of((r) => r.crowded.p99Ms)}`],
      ["p99 in the crowd, × alone", ratio.toFixed(2)],
      ["bytes of memory per idle connection", Math.round(first).toLocaleString("en")],
    ],
    problems,
    figures: { rounds, ratio, bytesPerIdle: first },
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
