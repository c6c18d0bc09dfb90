// Bans clients and changes a feed of fifty thousand prefixes, again and again, under a load of which not one
// request may fail, and measures how long it takes until every worker decides by it.

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callAdmin } from "#cli/admin-call.ts";
import { type BackendName, type BenchPorts, configuration } from "../load/changing-configuration.ts";
import { startEchoBackend } from "../load/echo-backends.ts";
import { freePorts } from "../load/free-port.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { startSteadyLoad } from "../load/steady-client.ts";
import { median } from "../measure/statistics.ts";
import { portcullisCommand } from "../peers/portcullis.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const networks: FaultSection = { name: "networks", times: 30, run };

const LOOPS = 16;
const ENTRIES = 50_000;
/** On connections that the system deals out between two workers, all but surely some to each. */
const PROBES = 24;
const PROMISED_MS = 1000;
const GIVEN_UP_MS = 15_000;

type Bed = {
  readonly directory: string;
  readonly configFile: string;
  readonly ports: BenchPorts;
  readonly servers: ServerProcess[];
};

async function run(times: number, progress: (text: string) => void): Promise<SectionReport> {
  const [publicPort = 0, admin = 0, one = 0, two = 0] = await freePorts(4);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const ports: BenchPorts = { public: publicPort, admin, backends: { one, two } };
  const bed: Bed = { directory, configFile: join(directory, "portcullis.yaml"), ports, servers: [] };
  try {
    return await underLoad(bed, times, progress);
  } finally {
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

async function underLoad(bed: Bed, times: number, progress: (text: string) => void): Promise<SectionReport> {
  writeFeed(bed, 0);
  await Promise.all([startBackend("one", bed), startBackend("two", bed)]);
  await startNode(bed);
  const startedAt = performance.now();
  const load = startSteadyLoad(bed.ports.public, LOOPS);
  const problems: string[] = [];
  const [bans, lifts, swaps]: [number[], number[], number[]] = [[], [], []];
  for (let number = 1; number <= times; number++) {
    bans.push(await timeBan(bed, "POST", 403));
    lifts.push(await timeBan(bed, "DELETE", 200));
    const client = clientOf(number);
    swaps.push(await timeUntil(bed.ports.public, client, 403, () => Promise.resolve(writeFeed(bed, number))));
    if (number % 10 === 0) progress(`${number} of ${times} bans and feeds`);
    await sleep(50);
  }
  const { failures, examples, gets, posts, slowestMs } = await load.stop();
  if (failures > 0) problems.push(`${failures} requests failed`, ...examples);
  for (const [what, all] of [
    ["a ban", bans],
    ["a lifted ban", lifts],
    ["a feed", swaps],
  ] as const) {
    const late = all.filter((ms) => ms > PROMISED_MS).length;
    if (late > 0) problems.push(`${what} took longer than ${PROMISED_MS} ms, ${late} of ${times} times`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    setting: `two workers, ${seconds.toFixed(0)} s of load, a feed of ${ENTRIES.toLocaleString("en")} prefixes`,
    promise: "bans and feeds in force on every worker within a second, without a failed request",
    rows: [
      ["requests under load", (gets + posts).toLocaleString("en")],
      ["failures (must be 0)", String(failures)],
      ["slowest request, ms", slowestMs.toFixed(0)],
      ["ban asked for until in force everywhere, median and longest ms", timesText(bans)],
      ["ban lifted until in force everywhere, median and longest ms", timesText(lifts)],
      ["feed written until in force everywhere, median and longest ms", timesText(swaps)],
    ],
    problems,
    figures: { seconds, entries: ENTRIES, requests: gets + posts, failures, slowestMs, bans, lifts, swaps },
  };
}

const timesText = (times: readonly number[]): string =>
  `${median(times).toFixed(0)}, ${Math.max(...times).toFixed(0)}`;

const BANNED = "9.1.2.3";
const clientOf = (number: number): string => `11.255.${number % 256}.7`;

/** The prefixes of the crowd, and one that is this number's alone. Written aside, as programs do it. */
function writeFeed({ directory }: Bed, number: number): void {
  const crowd = Array.from({ length: ENTRIES }, (_, i) => `11.${i >>> 8}.${i & 255}.0/24`);
  const path = join(directory, "bad.txt");
  writeFileSync(`${path}.new`, `${crowd.join("\n")}\n11.255.${number % 256}.0/24\n`);
  renameSync(`${path}.new`, path);
}

function timeBan(bed: Bed, method: "POST" | "DELETE", status: number): Promise<number> {
  const path = method === "POST" ? "/api/v1/bans" : `/api/v1/bans?subject=${BANNED}`;
  const body = method === "POST" ? { body: { subject: BANNED, seconds: 3600 } } : {};
  return timeUntil(bed.ports.public, BANNED, status, async () => {
    const { failure } = await callAdmin(bed.configFile, { method, path, ...body });
    if (failure !== "") throw new Error(failure);
  });
}

/** From the change until all probes get this status, in ms. */
async function timeUntil(
  port: number,
  client: string,
  status: number,
  change: () => Promise<void>,
): Promise<number> {
  const probes = await Promise.all(Array.from({ length: PROBES }, () => Probe.open(port, client)));
  const startMs = performance.now();
  const changed = change();
  try {
    for (;;) {
      const statuses = await Promise.all(probes.map((probe) => probe.ask()));
      const tookMs = performance.now() - startMs;
      if (statuses.every((one) => one === status)) return tookMs;
      if (tookMs > GIVEN_UP_MS) throw new Error(`${client} got ${statuses.join(" ")} after ${tookMs} ms`);
      await sleep(5);
    }
  } finally {
    await changed;
    for (const probe of probes) probe.close();
  }
}

/** A kept connection of a trusted hop that speaks for one client. */
class Probe {
  readonly #socket: Socket;
  readonly #request: string;
  #heard: (status: number) => void = () => undefined;

  private constructor(socket: Socket, client: string) {
    this.#socket = socket;
    this.#request = `GET /generation HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: ${client}\r\n\r\n`;
    socket.on("data", (chunk) => this.#heard(Number(chunk.toString("latin1").slice(9, 12))));
    socket.on("error", () => this.#heard(0));
    socket.on("close", () => this.#heard(0));
  }

  static open(port: number, client: string): Promise<Probe> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Probe(socket, client)));
    });
  }

  ask(): Promise<number> {
    return new Promise((resolve) => {
      this.#heard = resolve;
      this.#socket.write(this.#request, "latin1");
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function startBackend(name: BackendName, { ports, directory, servers }: Bed): Promise<void> {
  servers.push(await startEchoBackend(name, ports.backends[name], directory));
}

async function startNode(bed: Bed): Promise<void> {
  const lists = `networks: { bad: { feed: { file: bad.txt } } }\nscreen: { deny: [bad] }\n`;
  const text = configuration(0, bed.ports, join(bed.directory, "access.log"));
  writeFileSync(bed.configFile, `${text}\ntrustedHops: [127.0.0.1]\n${lists}`);
  const server = await startServer({
    name: "portcullis",
    command: [...portcullisCommand(), "--config", bed.configFile],
    directory: bed.directory,
    readyUrl: `http://127.0.0.1:${bed.ports.public}/generation`,
    core: undefined,
  });
  bed.servers.push(server);
}
