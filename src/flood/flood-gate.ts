// What a worker asks before it takes a connection or a request: is its client under penalty, is there a flood
// and does the client take part in it, is there room for somebody whom nobody has seen before. A client is
// held to a limit only while the whole node is above its own: whoever is heavy by himself is let be.

import type { Clock } from "#kernel/clock.ts";
import { ClientTable, NO_CLIENT, UNCOUNTED } from "./client-table.ts";
import {
  BURST_AT,
  BURST_INTS,
  BURST_MS,
  BURSTS,
  BURSTS_AT,
  CLIENT_AT,
  COUNT,
  COUNT_BEFORE,
  CREDIT,
  FLOOD_BEGAN_AT,
  FLOOD_UNTIL_AT,
  type FloodMemory,
  floodModes,
  GLOBAL_AT,
  KEPT_OUT,
  KNOWN,
  LEARNED_AT,
  LONGEST_PENALTY_AT,
  MODE_AT,
  NEWCOMER_AT,
  NEWCOMERS,
  NORMAL_AT,
  OFFERED,
  OTHERS,
  OWN_LIMIT,
  PENALTIES_AT,
  PENALTY_AT,
  PENALTY_END,
  REFUSED_AT,
  type RefusalKind,
  refusalKinds,
  SECOND_INTS,
  SECONDS,
  SECONDS_AT,
  SHED_DELAY_AT,
  TOLD,
  TOLD_AT,
  UNTOLD,
  WINDOW_MS,
} from "./flood-memory.ts";
import { LoadGauge } from "./load-gauge.ts";

/**
 * `penalized`: its client asked for too much while there was a flood, and is kept out for a time. `crowded`:
 * there is a flood, and newcomers get what the others leave. `overloaded`: this worker cannot keep up.
 */
export type FloodRefusal = {
  readonly kind: RefusalKind;
  /** Until it makes sense to ask again. */
  readonly retryAfterS: number;
  /** Refusals of this client since the last one that was told of, this one included; 0 not to tell of it. */
  readonly count: number;
};

/** An `own-answer` is given here and costs no backend anything: what a health check gets, for one. */
export type Asked = "connection" | "request" | "own-answer";

/**
 * `undefined` lets it go on. A `newcomer` found room in a flood, and is not to keep its connection: a further
 * request of it may find none.
 */
export type FloodAnswer = FloodRefusal | "newcomer" | undefined;

/** Who is let in whatever happens. */
export interface Exemptions {
  isExempt(address: string): boolean;
}

/** After the last second that was above the limit a flood is taken to go on for so long. */
const HOLD_S = 60;
/** Requests of newcomers that may come at once while there is a flood. */
const BURST = 4;
/** What newcomers get of the limit, however busy the others are. */
const LEAST_SHARE = 0.1;
/** Of a client that is refused again and again there is a line so often. */
const TELL_EVERY_S = 10;
/** Of newcomers that are turned away so many have a line in a second; all are counted. */
const NEWCOMERS_TOLD = 50;
/** Of what is shed at random, by the level: one in so many is served. */
const SERVED_OF = [1, 1, 2, 4];

export interface FloodPort {
  /**
   * Asks for a connection or a request of a client, and counts it.
   * @param cost what it counts for, in requests
   */
  ask(address: string, asked: Asked, cost: number, exemptions: Exemptions): FloodAnswer;
  /**
   * Why a connection of the client is refused, without another look and without a line: it was counted.
   * Undefined where it is to be asked for.
   */
  turnsAway(address: string, cost: number, exemptions: Exemptions): RefusalKind | undefined;
}

/** Lets everything through. */
export const noFloodGate: FloodPort = { ask: () => undefined, turnsAway: () => undefined };

type Question = {
  /** The client's slot, and that of the second. */
  readonly at: number;
  readonly tally: number;
  readonly nowMs: number;
  readonly second: number;
  readonly asked: Asked;
};

/** `over`: it takes part in the flood, and is to be penalized. */
type Doubt = RefusalKind | "over" | "newcomer";

export class FloodGate implements FloodPort {
  readonly load: LoadGauge;
  readonly #ints: Int32Array;
  readonly #clients: ClientTable;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #turn = 0;

  /** @param clock its moments are the same on every thread of the node */
  constructor(memory: FloodMemory, clock: Pick<Clock, "monotonicMs">, load = new LoadGauge()) {
    this.#ints = new Int32Array(memory);
    this.#clients = new ClientTable(this.#ints);
    this.#clock = clock;
    this.load = load;
  }

  /** Measures how late this thread is, for as long as it lives. */
  watchLoad(): void {
    this.load.start(() => this.#ints[SHED_DELAY_AT] ?? 0);
  }

  ask(address: string, asked: Asked, cost: number, exemptions: Exemptions): FloodAnswer {
    const mode = Atomics.load(this.#ints, MODE_AT);
    if (mode === 0) return undefined;
    const nowMs = this.#clock.monotonicMs();
    const second = Math.floor(nowMs / 1000);
    const window = Math.floor(nowMs / WINDOW_MS);
    const at = this.#clients.find(address, window, second);
    if (at === UNCOUNTED) return undefined;
    const tally = this.#count(nowMs, second, cost);
    if (at !== NO_CLIENT) Atomics.add(this.#ints, at + COUNT, cost);
    const doubt = this.#doubt({ at, tally, nowMs, second, asked });
    if (doubt === undefined || exemptions.isExempt(address)) return undefined;
    if (doubt === "newcomer") return doubt;
    if (doubt === "penalized") Atomics.add(this.#ints, tally + KEPT_OUT, cost);
    const kind = doubt === "over" ? this.#penalize(at, second) : doubt;
    return kind === undefined ? undefined : this.#refuse(kind, at, second, mode);
  }

  turnsAway(address: string, cost: number, exemptions: Exemptions): RefusalKind | undefined {
    const ints = this.#ints;
    if (floodModes[Atomics.load(ints, MODE_AT)] !== "enforce") return undefined;
    const nowMs = this.#clock.monotonicMs();
    const second = Math.floor(nowMs / 1000);
    const at = this.#clients.find(address, Math.floor(nowMs / WINDOW_MS), second);
    if (at < 0) return undefined;
    const kind = this.#plainDoubt(at, nowMs, second);
    if (kind === undefined || exemptions.isExempt(address)) return undefined;
    const tally = this.#count(nowMs, second, cost);
    if (kind === "penalized") Atomics.add(ints, tally + KEPT_OUT, cost);
    Atomics.add(ints, at + COUNT, cost);
    Atomics.add(ints, at + UNTOLD, 1);
    Atomics.add(ints, REFUSED_AT + refusalKinds.indexOf(kind), 1);
    return kind;
  }

  /** What a client is refused for without another look; undefined where it is to be told, too. */
  #plainDoubt(at: number, nowMs: number, second: number): RefusalKind | undefined {
    const ints = this.#ints;
    const isDue = second - (ints[at + TOLD_AT] ?? 0) >= TELL_EVERY_S;
    if ((ints[at + PENALTY_END] ?? 0) > second) return isDue ? undefined : "penalized";
    if ((ints[FLOOD_UNTIL_AT] ?? 0) <= second || ints[LEARNED_AT] !== 1 || ints[at + KNOWN] !== 0)
      return undefined;
    if (this.#hasRoom(tallyOf(second), nowMs, second)) return undefined;
    return isDue && this.#mayTellCrowded(second) ? undefined : "crowded";
  }

  /** Thousands of newcomers are not told of one by one. */
  #mayTellCrowded(second: number): boolean {
    const tally = tallyOf(second);
    return this.#ints[tally] !== second || (this.#ints[tally + TOLD] ?? 0) < NEWCOMERS_TOLD;
  }

  /** Adds to this second of the node, and sees whether that makes a flood of it. */
  #count(nowMs: number, second: number, cost: number): number {
    const ints = this.#ints;
    const burst = this.#countBurst(Math.floor(nowMs / BURST_MS), cost);
    const at = tallyOf(second);
    const before = Atomics.load(ints, at);
    if (before !== second && Atomics.compareExchange(ints, at, before, second) === before) {
      for (let i = OFFERED; i < SECOND_INTS; i++) ints[at + i] = 0;
    }
    const offered = Atomics.add(ints, at + OFFERED, cost) + cost;
    if (offered > (ints[GLOBAL_AT] ?? 0) || burst > (ints[BURST_AT] ?? 0)) this.#raise(second);
    return at;
  }

  #countBurst(burst: number, cost: number): number {
    const ints = this.#ints;
    const at = BURSTS_AT + (burst & (BURSTS - 1)) * BURST_INTS;
    const before = Atomics.load(ints, at);
    if (before !== burst && Atomics.compareExchange(ints, at, before, burst) === before) ints[at + 1] = 0;
    return Atomics.add(ints, at + 1, cost) + cost;
  }

  #raise(second: number): void {
    const ints = this.#ints;
    const until = ints[FLOOD_UNTIL_AT] ?? 0;
    if (until >= second + HOLD_S) return;
    if (until <= second) ints[FLOOD_BEGAN_AT] = second;
    Atomics.store(ints, FLOOD_UNTIL_AT, second + HOLD_S);
  }

  /** What speaks against a client, before anything is done about it. */
  #doubt({ at, tally, nowMs, second, asked }: Question): Doubt | undefined {
    const ints = this.#ints;
    if (at !== NO_CLIENT && (ints[at + PENALTY_END] ?? 0) > second) return "penalized";
    const isNewcomer = ints[LEARNED_AT] === 1 && (at === NO_CLIENT || ints[at + KNOWN] === 0);
    if (!isNewcomer) Atomics.add(ints, tally + OTHERS, 1);
    if ((ints[FLOOD_UNTIL_AT] ?? 0) > second) {
      if (at !== NO_CLIENT && this.#isOver(at, nowMs, isNewcomer)) return "over";
      if (isNewcomer && !this.#admits(at, asked, tally, nowMs)) return "crowded";
    }
    const isShed =
      this.load.level > 0 && asked !== "own-answer" && this.#isShed(asked, at, nowMs, isNewcomer);
    if (isShed) return "overloaded";
    return isNewcomer && (ints[FLOOD_UNTIL_AT] ?? 0) > second ? "newcomer" : undefined;
  }

  /** By what was counted in this window and the share of the last one that ten seconds ago was in it. */
  #isOver(at: number, nowMs: number, isNewcomer: boolean): boolean {
    const ints = this.#ints;
    const common = ints[isNewcomer ? NEWCOMER_AT : CLIENT_AT] ?? 0;
    return this.#rateOf(at, nowMs) > Math.max(common, ints[at + OWN_LIMIT] ?? 0);
  }

  #rateOf(at: number, nowMs: number): number {
    const share = (nowMs / WINDOW_MS) % 1;
    return (this.#ints[at + COUNT] ?? 0) + (this.#ints[at + COUNT_BEFORE] ?? 0) * (1 - share);
  }

  #penalize(at: number, second: number): RefusalKind | undefined {
    const ints = this.#ints;
    const end = this.#clients.penalize(at, second, ints[PENALTY_AT] ?? 0, ints[LONGEST_PENALTY_AT] ?? 0);
    if (end === 0) return undefined;
    Atomics.add(ints, PENALTIES_AT, 1);
    return "penalized";
  }

  #admits(at: number, asked: Asked, tally: number, nowMs: number): boolean {
    const ints = this.#ints;
    const isPaid = at !== NO_CLIENT && asked !== "connection" && (ints[at + CREDIT] ?? 0) > 0;
    if (isPaid) {
      ints[at + CREDIT] = 0;
      return true;
    }
    if (!this.#hasRoom(tally, nowMs, Math.floor(nowMs / 1000))) return false;
    Atomics.add(ints, tally + NEWCOMERS, 1);
    if (at !== NO_CLIENT && asked === "connection") ints[at + CREDIT] = 1;
    return true;
  }

  /** Room is given out evenly over the second: what the others leave of what is normal. */
  #hasRoom(tally: number, nowMs: number, second: number): boolean {
    const ints = this.#ints;
    const limit = ints[GLOBAL_AT] ?? 0;
    const last = tallyOf(second - 1);
    const others = ints[last] === second - 1 ? (ints[last + OTHERS] ?? 0) : 0;
    const room = Math.max(limit * LEAST_SHARE, (ints[NORMAL_AT] ?? 0) - others);
    return (ints[tally + NEWCOMERS] ?? 0) < (room * (nowMs % 1000)) / 1000 + BURST;
  }

  /** Newcomers go first, and whoever asks for more than others; then requests at random, never all. */
  #isShed(asked: Asked, at: number, nowMs: number, isNewcomer: boolean): boolean {
    if (isNewcomer || at === NO_CLIENT || this.#isOver(at, nowMs, false)) return true;
    if (asked === "connection") return false;
    this.#turn++;
    return this.#turn % (SERVED_OF[this.load.level] ?? 1) !== 0;
  }

  #refuse(kind: RefusalKind, at: number, second: number, mode: number): FloodRefusal | undefined {
    const ints = this.#ints;
    const isEnforced = floodModes[mode] === "enforce";
    const counter = refusalKinds.indexOf(kind) + (isEnforced ? 0 : refusalKinds.length);
    Atomics.add(ints, REFUSED_AT + counter, 1);
    if (!isEnforced) return undefined;
    const count = this.#countToTell(kind, at, second);
    const retryAfterS = kind === "penalized" ? Math.max(1, (ints[at + PENALTY_END] ?? 0) - second) : 1;
    return { kind, retryAfterS, count };
  }

  #countToTell(kind: RefusalKind, at: number, second: number): number {
    if (at === NO_CLIENT) return 1;
    if (kind === "crowded" && !this.#mayTellCrowded(second)) {
      Atomics.add(this.#ints, at + UNTOLD, 1);
      return 0;
    }
    const count = this.#clients.tellRefusal(at, second, TELL_EVERY_S);
    if (kind === "crowded" && count > 0) Atomics.add(this.#ints, tallyOf(second) + TOLD, 1);
    return count;
  }
}

/** Where the second's counts lie. */
const tallyOf = (second: number): number => SECONDS_AT + (second & (SECONDS - 1)) * SECOND_INTS;
