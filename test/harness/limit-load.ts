// Load on limits by several threads at once, and the same load by one: what both admit must be equal. All
// run by a clock that stands still at given moments, so that nothing depends on how fast a machine is.

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { allocateFleet, type FleetMemory, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { RateLimit } from "#kernel/call-limits.ts";
import { Limiter } from "#traffic/limiter.ts";

export type LoadRule = {
  readonly name: string;
  readonly units: number;
  /** Callers who share a counter: each `callers / groups` of them. */
  readonly groups: number;
};

export type LoadScenario = {
  readonly name: string;
  readonly rules: readonly LoadRule[];
  readonly windowMs: number;
  readonly callers: number;
  /** When calls come, in windows since the first. */
  readonly moments: readonly number[];
  /** Of each thread, at each moment. */
  readonly callsPerThread: number;
};

export type LoadThreadData = {
  readonly memory: FleetMemory;
  readonly scenario: LoadScenario;
  readonly thread: number;
  readonly board: SharedArrayBuffer;
};

/** What the threads of a run see: the moment, which turn it is, who is done, and what was admitted. */
export class LoadBoard {
  readonly #clock: Float64Array;
  readonly #turn: Int32Array;
  readonly #done: Int32Array;
  readonly #admitted: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#clock = new Float64Array(buffer, 0, 1);
    this.#turn = new Int32Array(buffer, 8, 1);
    this.#done = new Int32Array(buffer, 12, 1);
    this.#admitted = new Int32Array(buffer, 16);
  }

  static allocate(moments: number): SharedArrayBuffer {
    return new SharedArrayBuffer(16 + 4 * moments);
  }

  readonly nowMs = (): number => this.#clock[0] ?? 0;

  /** The turn after this one, as soon as it begins. */
  waitForTurnAfter(turn: number): number {
    Atomics.wait(this.#turn, 0, turn);
    return Atomics.load(this.#turn, 0);
  }

  endTurn(moment: number, admitted: number): void {
    Atomics.add(this.#admitted, moment, admitted);
    Atomics.add(this.#done, 0, 1);
  }

  async runTurn(nowMs: number, threads: number): Promise<void> {
    this.#clock[0] = nowMs;
    Atomics.store(this.#done, 0, 0);
    Atomics.add(this.#turn, 0, 1);
    Atomics.notify(this.#turn, 0);
    while (Atomics.load(this.#done, 0) < threads) await sleep(1);
  }

  add(moment: number, admitted: number): void {
    Atomics.add(this.#admitted, moment, admitted);
  }

  admitted(): readonly number[] {
    return [...this.#admitted];
  }
}

/** Aligned windows begin at multiples of their length: the first moment is one of them. */
const FIRST_WINDOW = 1000;

/** Calls of one thread at one moment; callers take turns, and each thread begins with another one. */
export function offerCalls(limiter: Limiter, scenario: LoadScenario, thread: number): number {
  let admitted = 0;
  for (let call = 0; call < scenario.callsPerThread; call++) {
    if (isAdmitted(limiter, limitsOf(scenario, (call + thread * 7) % scenario.callers))) admitted++;
  }
  return admitted;
}

function isAdmitted(limiter: Limiter, limits: readonly RateLimit[]): boolean {
  const verdict = limiter.take(limits);
  if (verdict instanceof Promise) throw new Error("the memory driver answers at once");
  return verdict.allowed;
}

function limitsOf({ rules, windowMs, callers }: LoadScenario, caller: number): readonly RateLimit[] {
  return rules.map(({ name, units, groups }) => ({
    kind: "rate",
    name,
    key: `${name} ${Math.floor((caller * groups) / callers)}`,
    units,
    windowMs,
    cost: 1,
    whenLost: "block",
  }));
}

/**
 * Once nobody else calls any more: whoever was refused only because another had just taken what it then gave
 * back gets it now. So what was admitted is all that could be.
 */
function offerRest(limiter: Limiter, scenario: LoadScenario): number {
  let admitted = 0;
  for (let caller = 0; caller < scenario.callers; caller++) {
    while (isAdmitted(limiter, limitsOf(scenario, caller))) admitted++;
  }
  return admitted;
}

function newFleet(): FleetMemory {
  const memory = allocateFleet({ maxWindows: 4096 });
  seedFleet(memory, [randomInt(2 ** 31), randomInt(2 ** 31)]);
  return memory;
}

/** What is admitted at each moment where all calls come one after the other. */
export function runAlone(scenario: LoadScenario, threads: number): readonly number[] {
  let nowMs = 0;
  const { counters } = openFleetView(newFleet(), 0, { monotonicMs: () => nowMs, wallMs: () => nowMs });
  const limiter = new Limiter(counters);
  return scenario.moments.map((moment) => {
    nowMs = (FIRST_WINDOW + moment) * scenario.windowMs;
    let admitted = 0;
    for (let thread = 0; thread < threads; thread++) admitted += offerCalls(limiter, scenario, thread);
    return admitted + offerRest(limiter, scenario);
  });
}

/** What is admitted at each moment where so many threads call at once. */
export async function runTogether(scenario: LoadScenario, threads: number): Promise<readonly number[]> {
  const memory = newFleet();
  const buffer = LoadBoard.allocate(scenario.moments.length);
  const board = new LoadBoard(buffer);
  const clock = { monotonicMs: board.nowMs, wallMs: board.nowMs };
  const limiter = new Limiter(openFleetView(memory, threads, clock).counters);
  const workers = Array.from({ length: threads }, (_, thread) => {
    const workerData: LoadThreadData = { memory, scenario, thread, board: buffer };
    const worker = new Worker(new URL("limit-load-thread.ts", import.meta.url), { workerData });
    return new Promise<void>((resolve, reject) => {
      worker.once("exit", () => resolve());
      worker.once("error", reject);
    });
  });
  for (const [at, moment] of scenario.moments.entries()) {
    await board.runTurn((FIRST_WINDOW + moment) * scenario.windowMs, threads);
    board.add(at, offerRest(limiter, scenario));
  }
  await Promise.all(workers);
  return board.admitted();
}
