// A slot for each client that was seen lately, in memory that all workers count in at once. Counts are taken
// without locks and may be off by a few; a penalty is looked at again once it is written.

import { type ClientKey, isKnown, isLoopback, ownLimitOf, readClientKey } from "./client-key.ts";
import {
  CLIENT_SLOTS,
  CLIENTS_AT,
  COUNT,
  COUNT_BEFORE,
  KIND,
  KNOWN,
  LOOPBACK_AT,
  OWN_LIMIT,
  PENALTY_END,
  PENALTY_ROUND,
  SET_SLOTS,
  SLOT_INTS,
  TOLD_AT,
  UNTOLD,
  UNTRACKED_AT,
  WINDOW,
  WORD_A,
  WORD_B,
} from "./flood-memory.ts";

/** It has no slot; or it is of this machine, where those are not counted. */
export const NO_CLIENT = -1;
export const UNCOUNTED = -2;

export class ClientTable {
  readonly #ints: Int32Array;
  readonly #key: ClientKey = { kind: 0, a: 0, b: 0, hash: 0 };
  /** The address that was asked for last, and its slot: a request is asked about more than once. */
  #lastAddress = "";
  #lastAt = NO_CLIENT;

  constructor(ints: Int32Array) {
    this.#ints = ints;
  }

  /**
   * The client's slot, made where there is none and counting in this window; `NO_CLIENT` where all its places
   * are taken by clients under penalty, and where the text is no address.
   */
  find(address: string, window: number, second: number): number {
    const key = this.#key;
    if (address !== this.#lastAddress) {
      this.#lastAt = NO_CLIENT;
      this.#lastAddress = address;
      if (!readClientKey(address, this.#ints, key)) key.kind = 0;
    }
    if (key.kind === 0) return NO_CLIENT;
    if (isLoopback(key) && this.#ints[LOOPBACK_AT] === 0) return UNCOUNTED;
    if (!this.isOf(this.#lastAt, key)) this.#lastAt = this.#findKey(key, window, second);
    if (this.#lastAt !== NO_CLIENT) this.#turn(this.#lastAt, window);
    return this.#lastAt;
  }

  /** Is the slot still that of the client that was asked for last? */
  isLast(at: number): boolean {
    return this.isOf(at, this.#key);
  }

  isOf(at: number, { kind, a, b }: ClientKey): boolean {
    const ints = this.#ints;
    return at >= 0 && ints[at + WORD_A] === a && ints[at + WORD_B] === b && ints[at + KIND] === kind;
  }

  #findKey(key: ClientKey, window: number, second: number): number {
    const ints = this.#ints;
    const first = CLIENTS_AT + (key.hash & (CLIENT_SLOTS - SET_SLOTS)) * SLOT_INTS;
    let victim = NO_CLIENT;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < SET_SLOTS; place++) {
      const at = first + place * SLOT_INTS;
      if (this.isOf(at, key)) return at;
      const worth = this.#worthOf(at, window, second);
      if (worth >= least) continue;
      least = worth;
      victim = at;
    }
    if (least === Number.POSITIVE_INFINITY) {
      Atomics.add(ints, UNTRACKED_AT, 1);
      return NO_CLIENT;
    }
    this.#give(victim, key, window);
    return victim;
  }

  /** What would be lost with a slot: nothing, a count, a memory; a penalty is never given up. */
  #worthOf(at: number, window: number, second: number): number {
    const ints = this.#ints;
    if (ints[at + KIND] === 0) return -1;
    const penaltyEnd = ints[at + PENALTY_END] ?? 0;
    if (penaltyEnd > second) return Number.POSITIVE_INFINITY;
    const counted = (ints[at + WINDOW] ?? 0) >= window - 1 ? (ints[at + COUNT] ?? 0) + 1 : 0;
    return counted + (penaltyEnd > 0 ? REMEMBERED : 0);
  }

  #give(at: number, key: ClientKey, window: number): void {
    const ints = this.#ints;
    ints[at + KIND] = 0;
    for (let i = WINDOW; i < SLOT_INTS; i++) ints[at + i] = 0;
    ints[at + WINDOW] = window;
    ints[at + KNOWN] = isKnown(ints, key.hash) ? 1 : 0;
    ints[at + OWN_LIMIT] = ownLimitOf(key, ints);
    ints[at + WORD_A] = key.a;
    ints[at + WORD_B] = key.b;
    Atomics.store(ints, at + KIND, key.kind);
  }

  #turn(at: number, window: number): void {
    const ints = this.#ints;
    const counted = ints[at + WINDOW] ?? 0;
    if (counted === window) return;
    // Of two threads that see it at once one turns it; the other's count may be lost.
    if (Atomics.compareExchange(ints, at + WINDOW, counted, window) !== counted) return;
    ints[at + COUNT_BEFORE] = counted === window - 1 ? (ints[at + COUNT] ?? 0) : 0;
    ints[at + COUNT] = 0;
  }

  /**
   * Begins a penalty, or leaves the one that holds. Each is twice as long as the one before, as long as that
   * one is remembered: for the longest one's length.
   * @returns the second in which it ends; 0 where the slot has gone to another client meanwhile
   */
  penalize(at: number, second: number, firstS: number, longestS: number): number {
    const ints = this.#ints;
    const end = ints[at + PENALTY_END] ?? 0;
    if (end > second) return end;
    const round = end > 0 && second < end + longestS ? (ints[at + PENALTY_ROUND] ?? 0) + 1 : 0;
    const next = second + Math.min(firstS * 2 ** Math.min(round, MAX_ROUNDS), longestS);
    if (Atomics.compareExchange(ints, at + PENALTY_END, end, next) !== end)
      return ints[at + PENALTY_END] ?? 0;
    ints[at + PENALTY_ROUND] = round;
    if (this.isLast(at)) return next;
    Atomics.compareExchange(ints, at + PENALTY_END, next, 0);
    return 0;
  }

  /**
   * Counts what was refused of a client, for its access line. Gives how many are told of now, this one
   * included; 0 where the line waits until the next is due.
   */
  tellRefusal(at: number, second: number, everyS: number): number {
    const ints = this.#ints;
    const untold = Atomics.add(ints, at + UNTOLD, 1) + 1;
    const told = ints[at + TOLD_AT] ?? 0;
    if (told !== 0 && second - told < everyS) return 0;
    if (Atomics.compareExchange(ints, at + TOLD_AT, told, second) !== told) return 0;
    Atomics.sub(ints, at + UNTOLD, untold);
    return untold;
  }
}

/** A penalty that is remembered is worth more than any count. */
const REMEMBERED = 2 ** 32;
const MAX_ROUNDS = 20;
