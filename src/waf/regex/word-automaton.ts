// Tells of most ordinary values at once that no pattern matches them: those that are words, of letters,
// digits and underscores, with single dots or hyphens between them. One automaton for many patterns, each cut
// down to these bytes, without regard to case: a value is read once, however many transformations would
// change the case of its letters.

import { wholeAutomaton } from "./automaton-part.ts";
import { addSet, type ByteSet, bytesIn, hasByte, withBothCases, wordBytes } from "./byte-set.ts";
import { bytesOfInput } from "./input-bytes.ts";
import { isRegular, minLength } from "./measure-tree.ts";
import { compileProgram, type Program } from "./program.ts";
import { EDGE, type RegexTree } from "./regex-tree.ts";
import { restrictTree } from "./restrict-tree.ts";
import type { ScanEntry } from "./scan-set.ts";
import { DEAD_ROW, REPORT, type StateBudget, StateCache, UNMADE } from "./state-cache.ts";
import { overApproximate, trimForSearch } from "./trim-tree.ts";

const HYPHEN = 0x2d;
const DOT = 0x2e;

/** All that words and what joins them have. */
export const bytesOfWords: ByteSet = bytesWithJoints();

function bytesWithJoints(): ByteSet {
  const bytes = bytesIn([HYPHEN, DOT]);
  addSet(bytes, wordBytes);
  return bytes;
}

export type WordPlan = {
  /** The entries that the automaton answers for. */
  readonly indexes: readonly number[];
  /** Of those that words can match at all. */
  readonly programs: readonly Program[];
};

/** One automaton for all; what matches nearly every value would be of no use in it, and is left out. */
export function planWords(entries: readonly ScanEntry[]): WordPlan {
  const indexes: number[] = [];
  const programs: Program[] = [];
  for (const { index, tree } of entries) {
    const regular = isRegular(tree) ? tree : overApproximate(tree);
    const cut = restrictTree(caseless(regular), bytesOfWords);
    const trimmed = cut === undefined ? undefined : trimForSearch(cut);
    if (trimmed !== undefined && minLength(trimmed) < 2) continue;
    indexes.push(index);
    if (trimmed === undefined) continue;
    programs.push(compileProgram(trimmed, 0, { isCapturing: false, isBackwards: false }));
  }
  return { indexes, programs };
}

function caseless(tree: RegexTree): RegexTree {
  switch (tree.kind) {
    case "bytes":
      return { kind: "bytes", set: withBothCases(tree.set) };
    case "sequence":
    case "choice":
      return { ...tree, items: tree.items.map(caseless) };
    case "repeat":
    case "capture":
      return { ...tree, item: caseless(tree.item) };
    default:
      return tree;
  }
}

/** The code of the state from which nothing leads on, and that reports nothing. */
const NOTHING = REPORT - DEAD_ROW;

/** The mark of a column whose byte joins words. */
const JOINT = 0x80;
/** In place of a column: the byte is none of words. */
const OUTSIDE = 0xff;

/** By byte, with the marks. Undefined where an automaton has too many columns for them. */
function columnsOf(ofByte: Uint8Array): Uint8Array | undefined {
  const columns = new Uint8Array(256).fill(OUTSIDE);
  for (let byte = 0; byte < 256; byte++) {
    if (!hasByte(bytesOfWords, byte)) continue;
    const column = ofByte[byte] ?? 0;
    if (column >= JOINT - 1) return undefined;
    columns[byte] = byte === HYPHEN || byte === DOT ? column | JOINT : column;
  }
  return columns;
}

/** Below it, `charCodeAt` costs less than a copy of the bytes. */
const SHORT = 48;

export class WordAutomaton {
  private readonly cache: StateCache;
  private readonly columns: Uint8Array | undefined;

  constructor({ programs }: WordPlan, limitBytes: number) {
    const whole = wholeAutomaton(programs, { isBackwards: false, keepsLonger: false });
    this.cache = new StateCache(whole, limitBytes);
    this.columns = columnsOf(whole.ofByte);
  }

  /**
   * True where a latin1 string is words and no pattern matches it in any case of its letters. False says
   * nothing: it may be something else, or the budget for new states may be used up.
   */
  clears(value: string, budget: StateBudget): boolean {
    const { length } = value;
    const { cache, columns } = this;
    if (columns === undefined) return false;
    const bytes = length > SHORT ? bytesOfInput(value) : undefined;
    let isJoined = true;
    let row = cache.first();
    let { table } = cache;
    for (let at = 0; at < length; at++) {
      let column = columns[bytes === undefined ? value.charCodeAt(at) : (bytes[at] ?? 0)] ?? OUTSIDE;
      if (row < 0) return false;
      if (column >= JOINT) {
        if (isJoined || column === OUTSIDE) return false;
        column ^= JOINT;
        isJoined = true;
      } else isJoined = false;
      let next = table[row + column] ?? UNMADE;
      if (next === UNMADE) {
        next = cache.next(row, column, budget);
        table = cache.table;
      }
      row = next === NOTHING ? DEAD_ROW : next;
    }
    return !isJoined && row >= 0 && cache.next(row, cache.lastColumn(EDGE), budget) === NOTHING;
  }
}
