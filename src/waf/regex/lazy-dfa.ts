// Reads an input once, byte by byte, through states that are made on the way. Past the budget for new states
// it goes on with sets of nodes, at a cost per byte that the automaton bounds, and returns to states where it
// meets one.

import type { AutomatonPart } from "./automaton-part.ts";
import { kindOfByte } from "./byte-classes.ts";
import { EDGE } from "./regex-tree.ts";
import { DEAD_ROW, REPORT, type StateBudget, StateCache, UNMADE } from "./state-cache.ts";

/** Is told of programs that match, and where; true ends the reading. */
export type MatchSink = (program: number, at: number) => boolean;

/** Nothing leads on: the reading is over. */
export const STOP = -0x80000000;

export class LazyDfa {
  readonly cache: StateCache;
  /** Bytes read without states. */
  simulatedBytes = 0;
  readonly ofByte: Uint8Array;
  /** Where a reading has got to. */
  row = 0;
  /** The number of the reading: reports that it has heard of are stamped with it. */
  reading = 0;
  private readonly hearsPlaces: boolean;

  constructor(part: AutomatonPart, limitBytes: number) {
    this.cache = new StateCache(part, limitBytes);
    this.ofByte = part.ofByte;
    this.hearsPlaces = part.automaton.keepsLonger;
  }

  /** From the start to `length`; `sink` hears of each program once or more often, and of no exact place. */
  readForwards(bytes: Uint8Array, length: number, budget: StateBudget, sink: MatchSink): void {
    this.goOn(bytes, 0, length, this.begin(), budget, sink);
  }

  /** A new reading; the code of the state before any byte, not yet taken. */
  begin(): number {
    this.beginReading();
    return this.cache.first();
  }

  /** A new reading from where the whole, or a larger part, has got to; the code, not yet taken. */
  beginWithin({ cache, row }: LazyDfa, budget: StateBudget): number {
    this.beginReading();
    return this.cache.enter(cache, row, budget);
  }

  /** Reads on from a place where another reader has left off with the code. */
  goOn(
    bytes: Uint8Array,
    from: number,
    length: number,
    first: number,
    budget: StateBudget,
    sink: MatchSink,
  ): void {
    const { cache, ofByte } = this;
    let code = first;
    for (let at = from; ; ) {
      if (code < 0) code = this.take(code, at, sink);
      if (code === STOP) return;
      if (code === UNMADE) {
        if (at === length) break;
        this.simulatedBytes++;
        code = cache.simulate(ofByte[bytes[at++] ?? 0] ?? 0);
        continue;
      }
      at = this.runForwards(bytes, at, length, code);
      if (at === length) break;
      code = cache.next(this.row, ofByte[bytes[at++] ?? 0] ?? 0, budget);
      if (code >= 0) this.row = code;
    }
    this.finish(code, cache.lastColumn(EDGE), length, budget, sink);
  }

  /** From the end down to `from`; `sink` hears each place, highest first, where a match can begin. */
  readBackwards(bytes: Uint8Array, length: number, from: number, budget: StateBudget, sink: MatchSink): void {
    const { cache, ofByte } = this;
    const last = cache.lastColumn(from === 0 ? EDGE : kindOfByte(bytes[from - 1] ?? 0));
    this.beginReading();
    let code = cache.first();
    for (let at = length; ; ) {
      // Verdicts on a place are known one byte later, when what comes before it is known.
      if (code < 0) code = this.take(code, at + 1, sink);
      if (code === STOP) return;
      if (code === UNMADE) {
        if (at === from) break;
        this.simulatedBytes++;
        code = cache.simulate(ofByte[bytes[--at] ?? 0] ?? 0);
        continue;
      }
      at = this.runBackwards(bytes, at, from, code);
      if (at === from) break;
      code = cache.next(this.row, ofByte[bytes[--at] ?? 0] ?? 0, budget);
      if (code >= 0) this.row = code;
    }
    this.finish(code, last, from, budget, sink);
  }

  private beginReading(): void {
    this.reading = (this.reading + 1) & 0x3fffffff;
  }

  /** What matches at the end of the reading, where `column` says what comes next. */
  private finish(code: number, column: number, at: number, budget: StateBudget, sink: MatchSink): void {
    const { cache } = this;
    const last = code === UNMADE ? cache.simulate(column) : cache.next(this.row, column, budget);
    if (last < 0) this.take(last, at, sink);
  }

  /** Reports what a step came to; what goes on from there: a row, UNMADE, or STOP. */
  take(code: number, at: number, sink: MatchSink): number {
    const { cache } = this;
    if (cache.reports(code, at, sink)) return STOP;
    if (code === UNMADE) return UNMADE;
    const row = REPORT - code;
    if (row === DEAD_ROW) return STOP;
    if (!this.hearsPlaces) cache.table[row + cache.stampColumn] = this.reading;
    return row;
  }

  /** Follows known steps; where it stops, the next byte leads to something unknown or not yet reported. */
  runForwards(bytes: Uint8Array, from: number, end: number, first: number): number {
    const { ofByte, reading } = this;
    const { table, stampColumn } = this.cache;
    let row = first;
    let at = from;
    for (; at < end; at++) {
      const next = table[row + (ofByte[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (next >= 0) {
        row = next;
      } else {
        if (next === UNMADE || table[REPORT - next + stampColumn] !== reading) break;
        row = REPORT - next;
      }
    }
    this.row = row;
    return at;
  }

  private runBackwards(bytes: Uint8Array, from: number, end: number, first: number): number {
    const { ofByte } = this;
    const { table } = this.cache;
    let row = first;
    let at = from;
    for (; at > end; at--) {
      const next = table[row + (ofByte[bytes[at - 1] ?? 0] ?? 0)] ?? 0;
      if (next < 0) break;
      row = next;
    }
    this.row = row;
    return at;
  }
}
