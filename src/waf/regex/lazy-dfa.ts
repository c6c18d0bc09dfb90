// Reads an input once, byte by byte, through states that are made on the way. Past the budget for new states
// it goes on with sets of nodes, at a cost per byte that the automaton bounds, and returns to states where it
// meets one.

import { Automaton, type AutomatonOptions } from "./automaton.ts";
import { kindOfByte } from "./byte-classes.ts";
import type { Program } from "./program.ts";
import { EDGE } from "./regex-tree.ts";
import { DEAD_ROW, REPORT, type StateBudget, StateCache, UNMADE } from "./state-cache.ts";

/** Is told each program that matches, and where; true ends the reading. */
export type MatchSink = (program: number, at: number) => boolean;

export class LazyDfa {
  readonly cache: StateCache;
  private readonly ofByte: Uint8Array;
  private at = 0;
  private row = 0;
  private isStopped = false;
  /** Bytes read without states. */
  simulatedBytes = 0;

  constructor(programs: readonly Program[], options: AutomatonOptions, limitBytes: number) {
    this.cache = new StateCache(new Automaton(programs, options), limitBytes);
    this.ofByte = this.cache.automaton.classes.ofByte;
  }

  /** From the start of the input; `sink` hears of programs, not of places: these lag by a byte. */
  readForwards(input: string, budget: StateBudget, sink: MatchSink): void {
    const { cache } = this;
    const end = input.length;
    let code = cache.first();
    for (let at = 0; ; ) {
      code = this.take(code, at, sink);
      if (code === STOP) return;
      if (code === UNMADE) {
        if (at === end) {
          this.take(cache.simulate(cache.lastColumn(EDGE)), at, sink);
          return;
        }
        this.simulatedBytes++;
        code = cache.simulate(this.ofByte[input.charCodeAt(at++) & 0xff] ?? 0);
        continue;
      }
      at = this.runForwards(input, at, code);
      if (at === end) {
        this.take(cache.next(this.row, cache.lastColumn(EDGE), budget), at, sink);
        return;
      }
      code = cache.next(this.row, this.ofByte[input.charCodeAt(at++) & 0xff] ?? 0, budget);
    }
  }

  /**
   * From the end of the input down to `from`; `sink` hears each place, highest first, where a match can
   * begin.
   */
  readBackwards(input: string, from: number, budget: StateBudget, sink: MatchSink): void {
    const { cache } = this;
    const last = cache.lastColumn(from === 0 ? EDGE : kindOfByte(input.charCodeAt(from - 1) & 0xff));
    let code = cache.first();
    for (let at = input.length; ; ) {
      // Verdicts of a place are known one byte later, when what comes before it is known.
      code = this.take(code, at + 1, sink);
      if (code === STOP) return;
      if (code === UNMADE) {
        if (at === from) {
          this.take(cache.simulate(last), at, sink);
          return;
        }
        this.simulatedBytes++;
        code = cache.simulate(this.ofByte[input.charCodeAt(--at) & 0xff] ?? 0);
        continue;
      }
      at = this.runBackwards(input, at, from, code);
      if (at === from) {
        this.take(cache.next(this.row, last, budget), at, sink);
        return;
      }
      code = cache.next(this.row, this.ofByte[input.charCodeAt(--at) & 0xff] ?? 0, budget);
    }
  }

  /** Reports what a step came to; what goes on from there: a row, UNMADE, or STOP. */
  private take(code: number, at: number, sink: MatchSink): number {
    if (code >= 0) return code;
    this.isStopped = false;
    this.at = at;
    this.cache.forEachReported(code, (program) => {
      if (sink(program, this.at)) this.isStopped = true;
    });
    if (this.isStopped) return STOP;
    if (code === UNMADE) return UNMADE;
    const row = REPORT - code;
    return row === DEAD_ROW ? STOP : row;
  }

  /** Follows known steps; where it stops, the next byte leads to something unknown or reported. */
  private runForwards(input: string, from: number, first: number): number {
    const { ofByte } = this;
    const { table } = this.cache;
    const end = input.length;
    let row = first;
    let at = from;
    for (; at < end; at++) {
      const next = table[row + (ofByte[input.charCodeAt(at) & 0xff] ?? 0)] ?? 0;
      if (next < 0) break;
      row = next;
    }
    this.row = row;
    return at;
  }

  private runBackwards(input: string, from: number, end: number, first: number): number {
    const { ofByte } = this;
    const { table } = this.cache;
    let row = first;
    let at = from;
    for (; at > end; at--) {
      const next = table[row + (ofByte[input.charCodeAt(at - 1) & 0xff] ?? 0)] ?? 0;
      if (next < 0) break;
      row = next;
    }
    this.row = row;
    return at;
  }
}

const STOP = -0x80000000;
