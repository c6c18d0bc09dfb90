// Whose turn it is at a bucket that several workers wait for, in the second bucket of its slot: who asked in
// this period and in the one before, and who of them has had its turn. Each worker looks at a bucket at
// moments of its own, always in the same order; without turns the first one would find all of it each time.

import type { SlotTable } from "./slot-table.ts";

const TURNS_AT = 4;
/** Bits for workers: those of a node that has more share them, and so their turns. */
const MAX_WORKERS = 16;
const HALF = 0xffff;

/** What the pair of ints says at one moment, as it was read. */
type Turns = {
  first: number;
  second: number;
  /** The period that the two masks below are of. */
  period: number;
  before: number;
  now: number;
  served: number;
};

/** All want the number of the period: who waits looks at least once in each, or is forgotten. */
export class BucketTurns {
  readonly #table: SlotTable;
  readonly #bit: number;
  /** One for all reads: what it says is used before the next. */
  readonly #turns: Turns = { first: 0, second: 0, period: 0, before: 0, now: 0, served: 0 };

  constructor(table: SlotTable, worker: number) {
    this.#table = table;
    this.#bit = 1 << (worker % MAX_WORKERS);
  }

  othersWait(at: number, period: number): boolean {
    if (Atomics.load(this.#table.ints, at + TURNS_AT) === 0) return false;
    const { before, now } = this.#read(at, period);
    return ((before | now) & ~this.#bit) !== 0;
  }

  join(at: number, period: number): void {
    for (;;) {
      const turns = this.#read(at, period);
      if ((turns.now & this.#bit) !== 0) return;
      turns.now |= this.#bit;
      if (this.#write(at, turns)) return;
    }
  }

  /** It keeps having had its turn: it may wait again before the others had theirs. */
  leave(at: number, period: number): void {
    for (;;) {
      const turns = this.#read(at, period);
      if (((turns.now | turns.before) & this.#bit) === 0) return;
      turns.now &= ~this.#bit;
      turns.before &= ~this.#bit;
      if (this.#write(at, turns)) return;
    }
  }

  /**
   * Takes the turn. Gives how many workers wait, and how many of them have still to have their turn, this one
   * included; `open` is 0 where this one had it, and others did not.
   */
  take(at: number, period: number): { readonly waiting: number; readonly open: number } {
    for (;;) {
      const turns = this.#read(at, period);
      turns.now |= this.#bit;
      const waiting = turns.now | turns.before;
      let open = waiting & ~turns.served;
      if (open === 0) {
        turns.served = 0;
        open = waiting;
      }
      const isOwn = (open & this.#bit) !== 0;
      if (isOwn) turns.served |= this.#bit;
      if (this.#write(at, turns)) return { waiting: bitsOf(waiting), open: isOwn ? bitsOf(open) : 0 };
    }
  }

  /** What another key left there is who waits for a period or two: nobody is kept waiting for long. */
  #read(at: number, period: number): Turns {
    const { ints } = this.#table;
    const turns = this.#turns;
    const first = Atomics.load(ints, at + TURNS_AT);
    const second = Atomics.load(ints, at + TURNS_AT + 1);
    const now = period & HALF;
    const stored = second >>> 16;
    const passed = (now - stored) & HALF;
    // Another thread's reading of the clock may be ahead.
    const isSame = passed === 0 || passed === HALF;
    turns.first = first;
    turns.second = second;
    turns.period = isSame ? stored : now;
    const isNext = passed === 1;
    turns.before = isSame ? first >>> 16 : isNext ? first & HALF : 0;
    turns.now = isSame ? first & HALF : 0;
    turns.served = isSame || isNext ? second & HALF : 0;
    return turns;
  }

  #write(at: number, { first, second, period, before, now, served }: Turns): boolean {
    return this.#table.exchange(at + TURNS_AT, first, second, (before << 16) | now, (period << 16) | served);
  }
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let left = mask; left !== 0; left &= left - 1) bits++;
  return bits;
}
