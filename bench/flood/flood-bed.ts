// What the flood bench stands on: a node of one worker with the Core Rule Set before one backend, which has
// learned what two hundred good clients ask for.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FLOOD_SETTING, packFlood } from "#control/flood-keeper.ts";
import { FloodGate } from "#flood/flood-gate.ts";
import { allocateFlood } from "#flood/flood-memory.ts";
import { type FloodSettings, FloodWatch } from "#flood/flood-watch.ts";
import { ManualClock } from "#kernel/clock.ts";
import { SqliteStore } from "#store/sqlite-store.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";
import type { Bed } from "../load/bed.ts";
import { freePorts } from "../load/free-port.ts";
import { GoodClients, goodAddress } from "../load/good-clients.ts";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { portcullisCommand } from "../peers/portcullis.ts";

const GOOD_CLIENTS = 200;
const GOOD_PER_SECOND = 200;
export const BODY_BYTES = 6144;

export type FloodNode = ServerProcess & { readonly port: number; readonly adminPort: number };

const EXAMPLE = fileURLToPath(new URL("../../examples/waf-bench/portcullis.yaml", import.meta.url));
const HOUR_MS = 3_600_000;
const LEARNED_HOURS = 26;
/** Of each hour, the seconds in which the good clients are heard. */
const HEARD_SECONDS = 20;

const settings: FloodSettings = {
  mode: "enforce",
  sensitivity: "medium",
  learningHours: 24,
  floorPerSecond: 5000,
  floorPerClient: 500,
  penaltyS: 900,
  longestPenaltyS: 86_400,
  shedDelayMs: 200,
  countsLoopback: true,
};

/**
 * Starts a node that counts clients of this machine.
 * @param mode of its flood protection
 * @param more of its listener, further listeners, first routes, and lines at the end of its configuration
 */
export async function startFloodNode(
  bed: Bed,
  name: string,
  mode: "enforce" | "off",
  more: {
    readonly listener?: string;
    readonly listeners?: string;
    readonly routes?: string;
    readonly top?: string;
  } = {},
): Promise<FloodNode> {
  const directory = join(bed.directory, name);
  mkdirSync(directory);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const store = join(directory, "store.sqlite");
  if (mode === "enforce") await learn(store);
  const file = join(directory, "portcullis.yaml");
  const listener = `public: { address: 127.0.0.1, port: "\${env:PORTCULLIS_PORT}"${more.listener ?? ""} }${more.listeners ?? ""}`;
  const text = readFileSync(EXAMPLE, "utf8")
    .replace(/public: \{.*\}/, listener)
    .replace(/routes:\n/, `routes:\n${more.routes ?? ""}`);
  const own = `flood: { mode: ${mode}, loopback: true }\nstore: { path: ${store} }\n${more.top ?? ""}`;
  writeFileSync(file, `${text}${own}`);
  const environment = {
    PORTCULLIS_PORT: port,
    PORTCULLIS_ADMIN_PORT: adminPort,
    PORTCULLIS_BACKEND: `http://127.0.0.1:${bed.upstreamPort}`,
    PORTCULLIS_CRS: sharedPath("crs-4.28"),
    PORTCULLIS_ACCESS_LOG: join(directory, "access.log"),
    PORTCULLIS_WAF_LOG: join(directory, "waf.log"),
  };
  const assignments = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  const server = await startServer({
    name: "portcullis",
    command: ["env", ...assignments, ...portcullisCommand(), "--config", file],
    directory,
    readyUrl: `http://127.0.0.1:${adminPort}/readyz`,
    // Attackers take what it leaves, of any core.
    core: undefined,
  });
  bed.servers.push(server);
  return { ...server, port, adminPort };
}

export function goodClients({ port }: FloodNode): GoodClients {
  return new GoodClients({ port, clients: GOOD_CLIENTS, perSecond: GOOD_PER_SECOND, bodyBytes: BODY_BYTES });
}

/** A day of good clients on a clock of its own, by the code that the node learns by, put into its store. */
async function learn(path: string): Promise<void> {
  const memory = allocateFlood();
  const clock = new ManualClock(Date.now() - LEARNED_HOURS * HOUR_MS);
  const gate = new FloodGate(memory, clock);
  const watch = new FloodWatch(memory, clock, settings);
  watch.restore(undefined, [20_261_130, 4711]);
  watch.use(settings);
  const nobody = { isExempt: () => false };
  for (let hour = 0; hour < LEARNED_HOURS; hour++) {
    for (let second = 0; second < HEARD_SECONDS; second++) {
      for (let client = 0; client < GOOD_CLIENTS; client++) {
        if (client % 4 === 0) gate.ask(goodAddress(client), "connection", 1, nobody);
        gate.ask(goodAddress(client), "request", 1, nobody);
        clock.advance(1000 / GOOD_CLIENTS);
      }
      watch.tick();
    }
    clock.advance(HOUR_MS - HEARD_SECONDS * 1000);
    watch.tick();
  }
  if (!watch.state.hasLearned) throw new Error("a day was not enough to learn");
  const store = new SqliteStore(path);
  await store.settings.set(FLOOD_SETTING, packFlood(watch.toKeep()));
  await store.close();
}

/** A number of the node's metrics, summed over its series whose labels hold the text. */
export async function metricOf({ adminPort }: FloodNode, name: string, labels = ""): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/metrics`);
  const text = await response.text();
  let sum = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) {
      if (line.includes(labels)) sum += Number(line.slice(line.lastIndexOf(" ") + 1));
    }
  }
  return sum;
}
