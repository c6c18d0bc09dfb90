// Control's side of flood protection: reads what workers counted, learns of it while there is no flood, and
// writes limits, heavy clients and known ones back. Once a second, and once per window over all clients.

import { formatAddress } from "#kernel/address.ts";
import { addToFilter, type ClientKey, hashOf, isKnown, ownLimitOf, writeOwnLimits } from "./client-key.ts";
import {
  BURST_INTS,
  BURST_MS,
  BURSTS,
  BURSTS_AT,
  CLIENT_SLOTS,
  CLIENTS_AT,
  COUNT,
  COUNT_BEFORE,
  FILTER_INTS,
  FILTERS_AT,
  FLOOD_BEGAN_AT,
  FLOOD_UNTIL_AT,
  type FloodMemory,
  type FloodMode,
  KEPT_OUT,
  KIND,
  KNOWN,
  OFFERED,
  OWN_LIMIT,
  PENALTIES_AT,
  PENALTY_END,
  PENALTY_ROUND,
  REFUSED_AT,
  type RefusalKind,
  refusalKinds,
  SECOND_INTS,
  SECONDS,
  SECONDS_AT,
  SEED_AT,
  SLOT_INTS,
  UNTRACKED_AT,
  WINDOW,
  WINDOW_MS,
  WORD_A,
  WORD_B,
  writeLimits,
} from "./flood-memory.ts";
import { burstOf, FloodNormal, type KeptNormal, type Sensitivity } from "./flood-normal.ts";

export type FloodSettings = {
  readonly mode: FloodMode;
  readonly sensitivity: Sensitivity;
  /** Hours that must have been seen before anything is normal; at least 24. */
  readonly learningHours: number;
  /** What counts until then, per second. */
  readonly floorPerSecond: number;
  readonly floorPerClient: number;
  readonly penaltyS: number;
  readonly longestPenaltyS: number;
  readonly shedDelayMs: number;
  readonly countsLoopback: boolean;
};

/** As it is kept over a restart. `known` is what two filters of known clients hold, in base64. */
export type KeptFlood = {
  readonly seed: readonly [number, number];
  readonly normal: KeptNormal;
  readonly known: readonly [string, string];
  /** When the newer filter was begun, ms since the epoch. */
  readonly filterSinceMs: number;
};

export type Penalty = {
  /** An address; of IPv6 the first of a network of 64 bits. */
  readonly client: string;
  readonly secondsLeft: number;
  /** 1 for the first. */
  readonly round: number;
};

export type FloodState = {
  readonly isFlooded: boolean;
  readonly floodSeconds: number;
  readonly learnedHours: number;
  readonly hasLearned: boolean;
  readonly limits: ReturnType<FloodNormal["limits"]>;
  /** Of the last whole second. */
  readonly perSecond: number;
  readonly clients: number;
  readonly penalized: number;
  readonly penalties: number;
  readonly untracked: number;
  readonly refused: Readonly<Record<RefusalKind, { readonly refused: number; readonly dryRun: number }>>;
};

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** A client is known once it was here in an hour that is over, and in which there was no flood. */
const HOUR_MS = 3_600_000;
const MAX_HOUR_CLIENTS = 200_000;

export class FloodWatch {
  readonly #ints: Int32Array;
  readonly #clock: { wallMs(): number; monotonicMs(): number };
  #settings: FloodSettings;
  #normal = new FloodNormal();
  #second = -1;
  #window = -1;
  #perSecond = 0;
  #filterSinceMs = 0;
  /** Since when clients are remembered: without a day of it, all would be newcomers. */
  #knownSinceMs: number;
  /** Hashes of the clients of this hour. */
  #hour = -1;
  #hourClients = new Set<number>();
  #wasHourFlooded = false;
  #clients = 0;
  #penalized = 0;

  /** @param clock its monotonic moments are those of the workers */
  constructor(
    memory: FloodMemory,
    clock: { wallMs(): number; monotonicMs(): number },
    settings: FloodSettings,
  ) {
    this.#ints = new Int32Array(memory);
    this.#clock = clock;
    this.#settings = settings;
    this.#filterSinceMs = clock.wallMs();
    this.#knownSinceMs = clock.wallMs();
  }

  /** Before any worker counts. Without what was kept, a seed is enough. */
  restore(kept: KeptFlood | undefined, seed: readonly [number, number]): void {
    const ints = this.#ints;
    if (kept !== undefined) {
      this.#normal = new FloodNormal(kept.normal);
      this.#filterSinceMs = kept.filterSinceMs;
    }
    // Workers count already: what they know is newer, and their seed is another one.
    if (ints[SEED_AT] !== 0) return;
    [ints[SEED_AT], ints[SEED_AT + 1]] = kept?.seed ?? seed;
    if (kept === undefined) return;
    this.#knownSinceMs = 0;
    kept.known.forEach((text, i) => {
      const bytes = Buffer.from(text, "base64");
      const words = new Int32Array(bytes.buffer, bytes.byteOffset, Math.min(bytes.length >> 2, FILTER_INTS));
      ints.set(words, FILTERS_AT + i * FILTER_INTS);
    });
  }

  toKeep(): KeptFlood {
    const ints = this.#ints;
    const filter = (i: number): string => {
      const from = FILTERS_AT + i * FILTER_INTS;
      return Buffer.from(ints.slice(from, from + FILTER_INTS).buffer).toString("base64");
    };
    return {
      seed: [ints[SEED_AT] ?? 0, ints[SEED_AT + 1] ?? 0],
      normal: this.#normal.toKeep(),
      known: [filter(0), filter(1)],
      filterSinceMs: this.#filterSinceMs,
    };
  }

  use(settings: FloodSettings): void {
    // Who would have been kept out in a dry run was not, and is not now.
    if (settings.mode === "enforce" && this.#settings.mode === "dry-run") this.#pardonAll();
    this.#settings = settings;
    this.#publish();
  }

  get #hasLearned(): boolean {
    if (this.#clock.wallMs() - this.#knownSinceMs < DAY_MS) return false;
    return this.#normal.learnedHours >= this.#settings.learningHours;
  }

  get #limits(): ReturnType<FloodNormal["limits"]> {
    if (this.#hasLearned) return this.#normal.limits(this.#settings.sensitivity);
    const { floorPerSecond, floorPerClient } = this.#settings;
    const clientPerWindow = (floorPerClient * WINDOW_MS) / 1000;
    return {
      globalPerSecond: floorPerSecond,
      normalPerSecond: floorPerSecond,
      globalPerBurst: burstOf(floorPerSecond),
      clientPerWindow,
      newcomerPerWindow: clientPerWindow,
    };
  }

  #publish(): void {
    const hasLearned = this.#hasLearned;
    if (hasLearned) writeOwnLimits(this.#ints, this.#normal.ownLimits(this.#settings.sensitivity));
    writeLimits(this.#ints, { ...this.#settings, ...this.#limits, hasLearned });
  }

  /** Once a second, more or less. */
  tick(): void {
    const nowMs = this.#clock.monotonicMs();
    const wallMs = this.#clock.wallMs();
    this.#readSeconds(Math.floor(nowMs / 1000), wallMs);
    const window = Math.floor(nowMs / WINDOW_MS);
    if (window === this.#window) return;
    this.#window = window;
    this.#turnHour(wallMs);
    this.#readClients(window, Math.floor(nowMs / 1000), wallMs);
    this.#publish();
  }

  /** Seconds that are over and were not read yet. */
  #readSeconds(second: number, wallMs: number): void {
    const ints = this.#ints;
    const from = Math.max(this.#second + 1, second - SECONDS + 2);
    for (let one = from; one < second; one++) {
      const at = SECONDS_AT + (one & (SECONDS - 1)) * SECOND_INTS;
      this.#perSecond = ints[at] === one ? (ints[at + OFFERED] ?? 0) : 0;
      const keptOut = ints[at] === one ? (ints[at + KEPT_OUT] ?? 0) : 0;
      if (this.#isFlooded(one)) this.#wasHourFlooded = true;
      else if (keptOut > 0) this.#normal.sawSecond(wallMs, this.#perSecond - keptOut, 0);
      else this.#normal.sawSecond(wallMs, this.#perSecond, this.#busiestTenth(one));
    }
    this.#second = second - 1;
  }

  #busiestTenth(second: number): number {
    const ints = this.#ints;
    const first = (second * 1000) / BURST_MS;
    let most = 0;
    for (let burst = first; burst < first + 1000 / BURST_MS; burst++) {
      const at = BURSTS_AT + (burst & (BURSTS - 1)) * BURST_INTS;
      if (ints[at] === burst) most = Math.max(most, ints[at + 1] ?? 0);
    }
    return most;
  }

  #isFlooded(second: number): boolean {
    const until = this.#ints[FLOOD_UNTIL_AT] ?? 0;
    return until > second && (this.#ints[FLOOD_BEGAN_AT] ?? 0) <= second;
  }

  /** The window before this one, of every client that was counted in it. */
  #readClients(window: number, second: number, wallMs: number): void {
    const ints = this.#ints;
    const isLearning = !this.#isFlooded(second);
    this.#clients = 0;
    this.#penalized = 0;
    for (let at = CLIENTS_AT; at < ints.length; at += SLOT_INTS) {
      const kind = ints[at + KIND] ?? 0;
      if (kind === 0) continue;
      const client = this.#refresh(at);
      const isKeptOut = (ints[at + PENALTY_END] ?? 0) > second;
      if (isKeptOut) this.#penalized++;
      const counted = ints[at + WINDOW] ?? 0;
      if (counted < window - 1) continue;
      this.#clients++;
      const count = (counted === window ? ints[at + COUNT_BEFORE] : ints[at + COUNT]) ?? 0;
      if (count === 0 || !isLearning || isKeptOut) continue;
      this.#normal.sawClient(wallMs, client, count);
      if (this.#hourClients.size < MAX_HOUR_CLIENTS) this.#hourClients.add(client.hash);
    }
  }

  /** What is known of a client may have changed since its slot was made. */
  #refresh(at: number): ClientKey {
    const ints = this.#ints;
    const client = { kind: ints[at + KIND] ?? 0, a: ints[at + WORD_A] ?? 0, b: ints[at + WORD_B] ?? 0 };
    const key = { ...client, hash: hashOf(client, ints) };
    ints[at + KNOWN] = isKnown(ints, key.hash) ? 1 : 0;
    ints[at + OWN_LIMIT] = this.#hasLearned ? ownLimitOf(key, ints) : 0;
    return key;
  }

  #turnHour(wallMs: number): void {
    const hour = Math.floor(wallMs / HOUR_MS);
    if (hour === this.#hour) return;
    if (wallMs - this.#filterSinceMs >= WEEK_MS) this.#turnFilters(wallMs);
    if (!this.#wasHourFlooded)
      for (const hash of this.#hourClients) addToFilter(this.#ints, FILTERS_AT, hash);
    this.#hour = hour;
    this.#hourClients = new Set();
    this.#wasHourFlooded = false;
  }

  /** Whoever was not here for a week, or two, is a newcomer again. */
  #turnFilters(wallMs: number): void {
    const ints = this.#ints;
    ints.copyWithin(FILTERS_AT + FILTER_INTS, FILTERS_AT, FILTERS_AT + FILTER_INTS);
    ints.fill(0, FILTERS_AT, FILTERS_AT + FILTER_INTS);
    this.#filterSinceMs = wallMs;
  }

  get state(): FloodState {
    const ints = this.#ints;
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    const isFlooded = this.#isFlooded(second);
    const refused = (kind: RefusalKind) => ({
      refused: ints[REFUSED_AT + refusalKinds.indexOf(kind)] ?? 0,
      dryRun: ints[REFUSED_AT + refusalKinds.length + refusalKinds.indexOf(kind)] ?? 0,
    });
    return {
      isFlooded,
      floodSeconds: isFlooded ? second - (ints[FLOOD_BEGAN_AT] ?? 0) : 0,
      learnedHours: this.#normal.learnedHours,
      hasLearned: this.#hasLearned,
      limits: this.#limits,
      perSecond: this.#perSecond,
      clients: this.#clients,
      penalized: this.#penalized,
      penalties: ints[PENALTIES_AT] ?? 0,
      untracked: ints[UNTRACKED_AT] ?? 0,
      refused: {
        penalized: refused("penalized"),
        crowded: refused("crowded"),
        overloaded: refused("overloaded"),
      },
    };
  }

  /** Those that are kept out now, the longest first. */
  penalties(): Penalty[] {
    const ints = this.#ints;
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    const found: Penalty[] = [];
    for (let slot = 0; slot < CLIENT_SLOTS; slot++) {
      const at = CLIENTS_AT + slot * SLOT_INTS;
      const secondsLeft = (ints[at + PENALTY_END] ?? 0) - second;
      if (ints[at + KIND] === 0 || secondsLeft <= 0) continue;
      found.push({ client: this.#addressAt(at), secondsLeft, round: (ints[at + PENALTY_ROUND] ?? 0) + 1 });
    }
    return found.sort((one, other) => other.secondsLeft - one.secondsLeft);
  }

  /** Ends a client's penalty, and forgets that it had one. False where it has none. */
  pardon(client: string): boolean {
    const ints = this.#ints;
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    for (let slot = 0; slot < CLIENT_SLOTS; slot++) {
      const at = CLIENTS_AT + slot * SLOT_INTS;
      if (ints[at + KIND] === 0 || (ints[at + PENALTY_END] ?? 0) <= second) continue;
      if (this.#addressAt(at) !== client) continue;
      ints[at + COUNT] = 0;
      ints[at + COUNT_BEFORE] = 0;
      Atomics.store(ints, at + PENALTY_END, 0);
      return true;
    }
    return false;
  }

  #pardonAll(): void {
    for (let at = CLIENTS_AT; at < this.#ints.length; at += SLOT_INTS) {
      Atomics.store(this.#ints, at + PENALTY_END, 0);
    }
  }

  #addressAt(at: number): string {
    const a = (this.#ints[at + WORD_A] ?? 0) >>> 0;
    if (this.#ints[at + KIND] === 4) return formatAddress({ kind: "ipv4", words: [a] });
    return formatAddress({ kind: "ipv6", words: [a, (this.#ints[at + WORD_B] ?? 0) >>> 0, 0, 0] });
  }
}
