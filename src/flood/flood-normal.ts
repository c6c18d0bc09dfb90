// What is normal for a node, learned from what it sees while there is no flood: how much comes in a second,
// how much of one client in a window, which clients are heavier than others, and who has been here before.
// Nothing is normal before a day's worth of hours was seen. Plain numbers, with the time as a parameter.

export type Sensitivity = "low" | "medium" | "high";

/** How far above the normal a flood, and a client that takes part in it, begins. */
const factors: Readonly<Record<Sensitivity, { readonly global: number; readonly client: number }>> = {
  low: { global: 4, client: 5 },
  medium: { global: 2.5, client: 3 },
  high: { global: 1.5, client: 2 },
};

/** Below these nothing is a flood, whatever was learned: a site that sleeps is not flooded by a visitor. */
const LEAST_GLOBAL = 500;
const LEAST_CLIENT = 200;
const LEAST_BURST = 100;
/** Hours that are looked back on: a week. */
const HOURS = 168;
/** So many of the busiest hours teach nothing: what happens once is not normal. */
const OUTLIERS = 2;
/** The share of clients' windows that are within the normal. */
const CLIENT_QUANTILE = 0.999;
const MAX_HEAVY = 1024;
const HOUR_MS = 3_600_000;

export type ClientOf = { readonly kind: number; readonly a: number; readonly b: number };

/** As it is kept over a restart. */
export type KeptNormal = {
  readonly version: 1;
  /** By hour: its number since the epoch, the most that came in one of its seconds, and in a burst. */
  readonly hours: readonly (readonly [hour: number, second: number, burst: number])[];
  /** By day: its number, and how many clients' windows were in each step of the scale. */
  readonly days: readonly (readonly [day: number, counts: readonly number[]])[];
  /** Clients above the others: kind, words, the most in a window, the hour of it. */
  readonly heavy: readonly (readonly [kind: number, a: number, b: number, peak: number, hour: number])[];
};

export class FloodNormal {
  readonly #hours = new Map<number, { second: number; burst: number }>();
  readonly #days = new Map<number, number[]>();
  readonly #heavy = new Map<string, ClientOf & { peak: number; hour: number }>();

  constructor(kept?: KeptNormal) {
    for (const [hour, second, burst] of kept?.hours ?? []) this.#hours.set(hour, { second, burst });
    for (const [day, counts] of kept?.days ?? []) this.#days.set(day, [...counts]);
    for (const [kind, a, b, peak, hour] of kept?.heavy ?? []) {
      this.#heavy.set(`${kind} ${a} ${b}`, { kind, a, b, peak, hour });
    }
  }

  /** So much came in a second that was part of no flood, and in its busiest tenth. */
  sawSecond(nowMs: number, count: number, burst: number): void {
    if (count === 0) return;
    const hour = Math.floor(nowMs / HOUR_MS);
    const known = this.#hours.get(hour);
    if (known === undefined) this.#hours.set(hour, { second: count, burst });
    else {
      known.second = Math.max(known.second, count);
      known.burst = Math.max(known.burst, burst);
    }
    if (this.#hours.size <= HOURS) return;
    for (const old of this.#hours.keys()) if (old <= hour - HOURS) this.#hours.delete(old);
  }

  /** So much came of a client in a window that was part of no flood. */
  sawClient(nowMs: number, client: ClientOf, count: number): void {
    const day = Math.floor(nowMs / (24 * HOUR_MS));
    let counts = this.#days.get(day);
    if (counts === undefined) {
      counts = new Array<number>(STEPS).fill(0);
      this.#days.set(day, counts);
      for (const old of this.#days.keys()) if (old <= day - HOURS / 24) this.#days.delete(old);
    }
    const step = stepOf(count);
    counts[step] = (counts[step] ?? 0) + 1;
    if (count > LEAST_CLIENT) this.#sawHeavy(nowMs, client, count);
  }

  #sawHeavy(nowMs: number, { kind, a, b }: ClientOf, count: number): void {
    const hour = Math.floor(nowMs / HOUR_MS);
    const name = `${kind} ${a} ${b}`;
    const known = this.#heavy.get(name);
    if (known !== undefined && known.hour > hour - HOURS) {
      known.peak = Math.max(known.peak, count);
      known.hour = hour;
      return;
    }
    if (known === undefined && this.#heavy.size >= MAX_HEAVY) this.#forgetLightest(hour);
    this.#heavy.set(name, { kind, a, b, peak: count, hour });
  }

  #forgetLightest(hour: number): void {
    let lightest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [name, { peak, hour: seen }] of this.#heavy) {
      const worth = seen <= hour - HOURS ? 0 : peak;
      if (worth >= least) continue;
      least = worth;
      lightest = name;
    }
    if (lightest !== undefined) this.#heavy.delete(lightest);
  }

  /** Hours of the last week in which something was seen. */
  get learnedHours(): number {
    return this.#hours.size;
  }

  /** The most that is normal, in a second or a burst. */
  #peakOf(part: "second" | "burst"): number {
    const peaks = [...this.#hours.values()].map((hour) => hour[part]).sort((a, b) => b - a);
    return peaks[Math.min(OUTLIERS, peaks.length - 1)] ?? 0;
  }

  /** The most of a client in a window that is normal. */
  get clientPeak(): number {
    const sums = new Array<number>(STEPS).fill(0);
    for (const counts of this.#days.values()) {
      for (const [i, count] of counts.entries()) sums[i] = (sums[i] ?? 0) + count;
    }
    const all = sums.reduce((sum, count) => sum + count, 0);
    let left = all * (1 - CLIENT_QUANTILE);
    for (let step = STEPS - 1; step >= 0; step--) {
      left -= sums[step] ?? 0;
      if (left < 0) return topOf(step);
    }
    return 0;
  }

  /** The limits that follow of it. */
  limits(sensitivity: Sensitivity): {
    readonly globalPerSecond: number;
    readonly normalPerSecond: number;
    readonly globalPerBurst: number;
    readonly clientPerWindow: number;
    readonly newcomerPerWindow: number;
  } {
    const { global, client } = factors[sensitivity];
    const { clientPeak } = this;
    const peak = this.#peakOf("second");
    const globalPerSecond = Math.ceil(Math.max(LEAST_GLOBAL, peak * global));
    return {
      globalPerSecond,
      normalPerSecond: Math.max(LEAST_GLOBAL / 2, peak),
      globalPerBurst: Math.max(burstOf(globalPerSecond), Math.ceil(this.#peakOf("burst") * global)),
      clientPerWindow: Math.ceil(Math.max(LEAST_CLIENT, clientPeak * client)),
      newcomerPerWindow: Math.ceil(Math.max(LEAST_CLIENT / 2, clientPeak)),
    };
  }

  /** Clients whose normal is above that of the others, each with what it may ask for in a window. */
  *ownLimits(sensitivity: Sensitivity): IterableIterator<ClientOf & { readonly limit: number }> {
    const { client } = factors[sensitivity];
    const { clientPerWindow } = this.limits(sensitivity);
    for (const { kind, a, b, peak } of this.#heavy.values()) {
      const limit = Math.ceil(peak * client);
      if (limit > clientPerWindow) yield { kind, a, b, limit };
    }
  }

  toKeep(): KeptNormal {
    return {
      version: 1,
      hours: [...this.#hours].map(([hour, { second, burst }]) => [hour, second, burst]),
      days: [...this.#days],
      heavy: [...this.#heavy.values()].map(({ kind, a, b, peak, hour }) => [kind, a, b, peak, hour]),
    };
  }
}

/** A tenth of a second may have a fifth of what a second may have; a page of many parts is no flood. */
export const burstOf = (globalPerSecond: number): number =>
  Math.max(LEAST_BURST, Math.ceil(globalPerSecond / 5));

// A scale of counts whose steps grow by a quarter: 1, 2, 3, … 8, 10, 13, … past a million.

const STEPS = 64;
const EXACT = 8;
const GROWTH = 1.25;

function stepOf(count: number): number {
  if (count <= EXACT) return Math.max(0, count - 1);
  return Math.min(STEPS - 1, EXACT - 1 + Math.ceil(Math.log(count / EXACT) / Math.log(GROWTH)));
}

const topOf = (step: number): number =>
  step < EXACT ? step + 1 : Math.ceil(EXACT * GROWTH ** (step - EXACT + 1));
