// One pattern as a table that leaves nothing to be found out while a request waits: all of its states, made
// when rules are planned. A text that automata of several patterns have too few states for is read with
// these, at a cost that its length alone decides. Patterns whose states are too many have none.

import { wholeAutomaton } from "./automaton-part.ts";
import type { Program } from "./program.ts";
import { EDGE } from "./regex-tree.ts";
import { DEAD_ROW, REPORT, StateCache } from "./state-cache.ts";

export type CompleteTable = {
  /** By byte: its column. */
  readonly ofByte: Uint8Array;
  readonly columns: number;
  /**
   * By row and column: the row that a byte leads to, `MATCHED`, or `OUT` where no match can come any more.
   * The last column is for the input's end.
   */
  readonly table: Int32Array;
  /** The row before any byte, or one of the two verdicts. */
  readonly first: number;
};

export const MATCHED = -1;
export const OUT = -2;

/** Entries of a table: past it, one would neither stay in a processor's cache nor be made in a moment. */
const MAX_ENTRIES = 1 << 14;
const UNBOUNDED = { newStates: Number.POSITIVE_INFINITY, newSteps: Number.POSITIVE_INFINITY };

/** Of its automaton's states while the table is made: more than that many states have. */
const LIMIT_BYTES = 1 << 25;

/** Undefined for a pattern with too many states. It reads forwards, and says whether there is a match. */
export function completeTable(program: Program): CompleteTable | undefined {
  const part = wholeAutomaton([program], { isBackwards: false, keepsLonger: false });
  const { classCount, ofByte } = part;
  const cache = new StateCache(part, LIMIT_BYTES);
  const columns = classCount + 1;
  const rows = new Rows(columns);
  const first = rows.codeOf(cache.first());
  const entries: number[] = [];
  for (let state = 0; state < rows.sources.length; state++) {
    if (rows.sources.length * columns > MAX_ENTRIES || cache.clears > 0) return undefined;
    const source = rows.sources[state] ?? 0;
    for (let one = 0; one < classCount; one++) {
      entries.push(rows.codeOf(cache.next(source, one, UNBOUNDED)));
    }
    entries.push(rows.codeOf(cache.next(source, cache.lastColumn(EDGE), UNBOUNDED)));
  }
  return { ofByte, columns, table: Int32Array.from(entries), first };
}

/** The states that were met, in their order, by the rows that they have where they are made. */
class Rows {
  readonly sources: number[] = [];
  private readonly columns: number;
  private readonly known = new Map<number, number>();

  constructor(columns: number) {
    this.columns = columns;
  }

  codeOf(code: number): number {
    // Of a single pattern a state that reports says all.
    if (code < 0) return code === REPORT - DEAD_ROW ? OUT : MATCHED;
    const known = this.known.get(code);
    if (known !== undefined) return known;
    const row = this.sources.length * this.columns;
    this.sources.push(code);
    this.known.set(code, row);
    return row;
  }
}
