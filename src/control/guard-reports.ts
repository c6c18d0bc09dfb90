// What guards of backends reported: the last refused calls, counts of them, and what each pool's guards took
// beside what this node signed in the same time. Nothing here leads to a ban: who writes a report could name
// anybody.

import type { CallWindow, GuardReport, RefusedCalls } from "#guard/report-message.ts";
import type { Log } from "#telemetry/log.ts";
import { SignedHistory, type SignedTotals } from "./signed-totals.ts";

export type GuardCounter =
  | { readonly name: "reports"; readonly pool: string; readonly outcome: "taken" | "repeated" }
  | { readonly name: "refused"; readonly pool: string; readonly reason: string }
  | { readonly name: "accepted" | "audits" | "surplus"; readonly pool: string };

export type GuardReportsOptions = {
  readonly log: Pick<Log, "warn">;
  /** What the node has signed by now. */
  readonly signed: () => SignedTotals;
  readonly count: (counter: GuardCounter, amount: number) => void;
  readonly nowMs: () => number;
};

export type KeptRefusal = RefusedCalls & { readonly pool: string; readonly guard: string };

/** Spans of guards of one pool, of all its processes together. */
export type PoolWindow = CallWindow & {
  readonly pool: string;
  /** Processes that reported it. */
  readonly guards: number;
  /** What this node signed in it: no fewer and no more; undefined where it cannot be told, or not yet. */
  readonly signed: { readonly atLeast: number; readonly atMost: number } | undefined;
  /** Taken beyond what was signed; below 0, signed and not taken by anybody who reports. */
  readonly difference: number | undefined;
};

type Gathered = { -readonly [K in keyof CallWindow]: CallWindow[K] } & {
  readonly pool: string;
  readonly guards: Set<string>;
  /** Of the surplus, what was counted and told already. */
  told: number;
};

/** Of one pool alone, so that none drives out what is known of another. */
type Kept = {
  readonly refusals: { readonly heard: number; readonly refusal: KeptRefusal }[];
  readonly windows: Map<string, Gathered>;
  readonly batches: Set<string>;
};

/** These are of each pool. */
const KEPT_REFUSALS = 500;
const KEPT_WINDOWS = 500;
const KEPT_BATCHES = 20_000;
/** Processes that are told apart in one window. */
const MAX_GUARDS = 1000;
const LINES_PER_REPORT = 20;
const SAMPLE_MS = 5000;
/** By which clocks may differ, and a request be under way. */
const SLACK_MS = 10_000;

export class GuardReports {
  readonly #options: GuardReportsOptions;
  readonly #history = new SignedHistory();
  readonly #pools = new Map<string, Kept>();
  /** Reports that were taken. */
  #heard = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(options: GuardReportsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.sample(), SAMPLE_MS);
    this.#timer.unref();
  }

  /** Notes what was signed by now, and tells of pools that took more. */
  sample(): void {
    const { nowMs, signed, log, count } = this.#options;
    this.#history.note(nowMs(), signed());
    for (const window of this.#gathered()) {
      const { difference = 0 } = this.#judge(window);
      if (difference <= window.told) continue;
      const { pool, startMs, endMs, accepted } = window;
      count({ name: "surplus", pool }, difference - window.told);
      window.told = difference;
      const span = { from: new Date(startMs).toISOString(), until: new Date(endMs).toISOString() };
      const event = "bypass.surplus";
      log.warn("guards took more requests than this node signed", {
        ...{ event, pool, ...span, accepted, difference },
      });
    }
  }

  heard(pool: string, report: GuardReport): void {
    const { count } = this.#options;
    const { refusals, batches } = this.#keptOf(pool);
    const batch = `${report.guard} ${report.batch}`;
    if (batches.has(batch)) {
      count({ name: "reports", pool, outcome: "repeated" }, 1);
      return;
    }
    remember(batches, batch);
    const heard = this.#heard++;
    count({ name: "reports", pool, outcome: "taken" }, 1);
    if (report.unlisted > 0) count({ name: "refused", pool, reason: "unlisted" }, report.unlisted);
    for (const calls of report.refused) {
      count({ name: "refused", pool, reason: calls.reason }, calls.count);
      refusals.push({ heard, refusal: { ...calls, pool, guard: report.guard } });
    }
    refusals.splice(0, refusals.length - KEPT_REFUSALS);
    this.#tell(pool, report);
    for (const window of report.windows) this.#gather(pool, report.guard, window);
  }

  /** The newest first. */
  get refusals(): readonly KeptRefusal[] {
    const all = [...this.#pools.values()].flatMap(({ refusals }) => refusals.toReversed());
    return all.toSorted((a, b) => b.heard - a.heard).map(({ refusal }) => refusal);
  }

  get windows(): readonly PoolWindow[] {
    const judged = this.#gathered().map((window) => this.#judge(window));
    return judged.toSorted((a, b) => b.startMs - a.startMs || a.pool.localeCompare(b.pool));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #gathered(): readonly Gathered[] {
    return [...this.#pools.values()].flatMap(({ windows }) => [...windows.values()]);
  }

  #keptOf(pool: string): Kept {
    const known = this.#pools.get(pool);
    if (known !== undefined) return known;
    const kept: Kept = { refusals: [], windows: new Map(), batches: new Set() };
    this.#pools.set(pool, kept);
    return kept;
  }

  #tell(pool: string, { refused, unlisted }: GuardReport): void {
    const { log } = this.#options;
    const event = "bypass.attempt";
    for (const { source, method, path, reason, count, isEnforced } of refused.slice(0, LINES_PER_REPORT)) {
      const message = isEnforced
        ? "a call around the gateway was refused by a backend"
        : "a call around the gateway got into a backend, whose guard only reports";
      log.warn(message, { event, pool, source, method, path, reason, count });
    }
    const others = refused.slice(LINES_PER_REPORT).reduce((sum, { count }) => sum + count, unlisted);
    if (others > 0) log.warn("further calls around the gateway", { event, pool, count: others });
  }

  #gather(pool: string, guard: string, window: CallWindow): void {
    const { startMs, endMs, accepted, audits, exempt, refused } = window;
    this.#options.count({ name: "accepted", pool }, accepted);
    this.#options.count({ name: "audits", pool }, audits);
    const { windows } = this.#keptOf(pool);
    const key = `${startMs} ${endMs}`;
    const known = windows.get(key);
    if (known === undefined) {
      windows.set(key, {
        ...{ pool, startMs, endMs, accepted, audits, exempt, refused },
        guards: new Set([guard]),
        told: 0,
      });
      const [oldest] = windows.keys();
      if (windows.size > KEPT_WINDOWS && oldest !== undefined) windows.delete(oldest);
      return;
    }
    known.accepted += accepted;
    known.audits += audits;
    known.exempt += exempt;
    known.refused += refused;
    if (known.guards.size < MAX_GUARDS) known.guards.add(guard);
  }

  #judge({ pool, startMs, endMs, accepted, audits, exempt, refused, guards }: Gathered): PoolWindow {
    const signed = this.#signedIn(pool, startMs, endMs);
    const difference = signed === undefined ? undefined : beyond(accepted, signed);
    const counts = { accepted, audits, exempt, refused, guards: guards.size };
    return { pool, startMs, endMs, ...counts, signed, difference };
  }

  #signedIn(pool: string, startMs: number, endMs: number): PoolWindow["signed"] {
    const history = this.#history;
    const [outerStart, outerEnd] = [
      history.before(pool, startMs - SLACK_MS),
      history.after(pool, endMs + SLACK_MS),
    ];
    if (outerStart === undefined || outerEnd === undefined) return undefined;
    const innerStart = history.after(pool, startMs + SLACK_MS) ?? outerEnd;
    const innerEnd = history.before(pool, endMs - SLACK_MS) ?? outerStart;
    return { atLeast: Math.max(0, innerEnd - innerStart), atMost: outerEnd - outerStart };
  }
}

function beyond(
  accepted: number,
  { atLeast, atMost }: { readonly atLeast: number; readonly atMost: number },
): number {
  if (accepted > atMost) return accepted - atMost;
  return Math.min(0, accepted - atLeast);
}

function remember(batches: Set<string>, batch: string): void {
  const [oldest] = batches;
  if (batches.size >= KEPT_BATCHES && oldest !== undefined) batches.delete(oldest);
  batches.add(batch);
}
