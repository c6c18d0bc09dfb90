// Finds the core on which nobody else is at work. On a machine that is one of several on the same processor,
// a core can take half as long again for minutes because another one's work runs on its other half: what is
// measured then is the neighbour.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Times a piece of work on a core; ms. */
export type ProbeCore = (core: number) => Promise<number>;

/** A core that takes so much longer than the best one ever did is disturbed. */
const DISTURBED = 1.2;
const RETRY_MS = 500;
const DEFAULT_WAIT_MS = 20_000;

export class QuietCores {
  readonly #probe: ProbeCore;
  readonly #cores: readonly number[];
  #leastMs = Number.POSITIVE_INFINITY;

  constructor(probe: ProbeCore, cores: readonly number[]) {
    this.#probe = probe;
    this.#cores = cores;
  }

  async isDisturbed(core: number): Promise<boolean> {
    const ms = await this.#probe(core);
    this.#leastMs = Math.min(this.#leastMs, ms);
    return ms > this.#leastMs * DISTURBED;
  }

  /**
   * A core that is quiet now, `preferred` if it is. After the waiting time the preferred one, as it is.
   * @param waitMs in which one of them may become quiet
   */
  async find(preferred: number, waitMs = DEFAULT_WAIT_MS): Promise<number> {
    const others = this.#cores.filter((core) => core !== preferred);
    // What quiet is, no core alone can tell.
    for (const core of others) await this.isDisturbed(core);
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      for (const core of [preferred, ...others]) if (!(await this.isDisturbed(core))) return core;
      if (waitedMs >= waitMs) return preferred;
      await sleep(RETRY_MS);
    }
  }
}

/** Probes of all cores; what they need is stopped by `stop`. */
export async function startCoreProbes(): Promise<{ readonly quiet: QuietCores; readonly stop: () => void }> {
  const cores = Array.from({ length: availableParallelism() }, (_, core) => core);
  const probes = await Promise.all(cores.map(startProbe));
  const quiet = new QuietCores(async (core) => (await probes[core]?.ask()) ?? 0, cores);
  const stop = (): void => {
    for (const { child } of probes) child.kill("SIGKILL");
  };
  return { quiet, stop };
}

/** Binds all threads of a process to a core. */
export function bindToCore(pid: number, core: number): void {
  execFileSync("taskset", ["-a", "-c", "-p", String(core), String(pid)], { stdio: "ignore" });
}

type Probe = { readonly child: ChildProcess; readonly ask: () => Promise<number> };

const program = fileURLToPath(new URL("core-probe.ts", import.meta.url));

async function startProbe(core: number): Promise<Probe> {
  const child = spawn("taskset", ["-c", String(core), process.execPath, program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const ask = async (): Promise<number> => {
    child.stdin.write("\n");
    return Number((await lines.next()).value);
  };
  return { child, ask };
}
