// Changes the configuration of a running node and waits, for a bounded time, until the node says on its
// admin listener that it took the change over, or refused it.

import { renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export type ReloadTrigger = "signal" | "file";

export type NodeState = {
  readonly generation: number;
  /** Workers that serve the newest generation, of those that there are. */
  readonly current: number;
  readonly configured: number;
  readonly refused: number;
  readonly restarts: number;
};

export type DrivenNode = {
  readonly pid: number;
  readonly adminPort: number;
  readonly configFile: string;
};

const LIVE_TIMEOUT_MS = 15_000;
const POLL_MS = 5;

export async function readState(adminPort: number): Promise<NodeState> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/metrics`, {
    signal: AbortSignal.timeout(5_000),
  });
  const page = await response.text();
  return {
    generation: sample(page, "portcullis_snapshot_generation"),
    current: sample(page, 'portcullis_workers{state="current"}'),
    configured: sample(page, 'portcullis_workers{state="configured"}'),
    refused: sample(page, 'portcullis_config_reload_total{outcome="refused"}'),
    restarts: sumOf(page, "portcullis_thread_restarts_total{"),
  };
}

/** The value of one series; 0 where it is not there yet. */
function sample(page: string, series: string): number {
  const line = page.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

function sumOf(page: string, start: string): number {
  const lines = page.split("\n").filter((line) => line.startsWith(start));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

/** Puts a new configuration in place of the old one, at once, as a careful editor or deployment does. */
export function replaceConfiguration(node: DrivenNode, text: string, trigger: ReloadTrigger): void {
  writeFileSync(`${node.configFile}.new`, text);
  renameSync(`${node.configFile}.new`, node.configFile);
  if (trigger === "signal") process.kill(node.pid, "SIGHUP");
}

/** Milliseconds until every worker serves a newer generation than `before`. */
export async function waitUntilLive(node: DrivenNode, before: NodeState): Promise<number> {
  return waitFor(node, "take over a new configuration", (state) => {
    if (state.refused > before.refused) throw new Error("a valid configuration was refused");
    return state.generation > before.generation && state.current === state.configured;
  });
}

/** Milliseconds until the refusal is counted. Throws where the configuration was taken over. */
export async function waitUntilRefused(node: DrivenNode, before: NodeState): Promise<number> {
  return waitFor(node, "refuse a broken configuration", (state) => {
    if (state.generation > before.generation) throw new Error("a broken configuration was taken over");
    return state.refused > before.refused;
  });
}

async function waitFor(
  node: DrivenNode,
  what: string,
  isDone: (state: NodeState) => boolean,
): Promise<number> {
  const startedAt = performance.now();
  while (!isDone(await readState(node.adminPort))) {
    if (performance.now() - startedAt > LIVE_TIMEOUT_MS) {
      throw new Error(`the node did not ${what} in ${LIVE_TIMEOUT_MS / 1000} s`);
    }
    await sleep(POLL_MS);
  }
  return performance.now() - startedAt;
}
