// With which bytes each instruction of a program can go on: a way that the next byte rules out is not gone at
// all. Of a thousand alternatives few begin with the byte at hand.

import { type ByteSet, noBytes, SET_WORDS } from "./byte-set.ts";
import { IntList } from "./int-list.ts";
import { ASSERT, BYTES, JUMP, LOOK, LOOK_NOT, type Program, SAVE, SPLIT } from "./program.ts";

/** Nothing is said of the byte that follows, and there may be none. */
const ANYTHING = 1;

/** Places of chains of alternatives that are kept; a power of two. */
const KEPT = 1024;

export class FirstBytes {
  private readonly program: Program;
  /** By instruction: the index of its set; 0 where anything may follow. */
  private readonly setOf: Int32Array;
  /** The different sets, eight words each. */
  private readonly sets: Int32Array;
  /** By slot: the instruction and byte that were asked for, as one number plus one, and the answer. */
  private readonly keptKeys = new Int32Array(KEPT);
  private readonly kept = new Int32Array(KEPT);

  constructor(program: Program) {
    this.program = program;
    const { setOf, sets } = distinctSets(firstWords(program));
    this.setOf = setOf;
    this.sets = sets;
  }

  /** False where the instruction can lead to no match. @param byte the one at hand; -1 at the end */
  canGoOn(pc: number, byte: number): boolean {
    const index = this.setOf[pc] ?? 0;
    if (index === 0) return true;
    if (byte < 0) return false;
    return ((this.sets[index * SET_WORDS + (byte >>> 5)] ?? 0) & (1 << (byte & 31))) !== 0;
  }

  /** The instruction itself, or of a chain of alternatives the first that can go on, or the last one. */
  skipFrom(pc: number, byte: number): number {
    if (this.program.op[pc] !== SPLIT) return pc;
    const key = pc * 257 + byte + 2;
    const slot = (Math.imul(key, 0x9e3779b1) >>> 16) & (KEPT - 1);
    if (this.keptKeys[slot] === key) return this.kept[slot] ?? pc;
    const found = this.followFrom(pc, byte);
    this.keptKeys[slot] = key;
    this.kept[slot] = found;
    return found;
  }

  private followFrom(first: number, byte: number): number {
    const { op, x, y } = this.program;
    let pc = first;
    while (op[pc] === SPLIT) {
      const onward = x[pc] ?? 0;
      const other = y[pc] ?? 0;
      // Into a loop nothing is skipped: see Backtracker.split.
      if (other < onward || this.canGoOn(onward, byte)) return pc;
      pc = other;
    }
    return pc;
  }
}

/** By instruction: the eight words of its set, and whether anything may follow. */
type FirstWords = { readonly words: Uint32Array; readonly isOpen: Uint8Array };

/** The different sets, the first of which is no set, and by instruction the number of its own. */
function distinctSets({ words, isOpen }: FirstWords): {
  readonly setOf: Int32Array;
  readonly sets: Int32Array;
} {
  distinct.clear();
  for (let word = 0; word < SET_WORDS; word++) distinct.push(0);
  const byHash = new Map<number, number>();
  const setOf = new Int32Array(isOpen.length);
  for (let pc = 0; pc < isOpen.length; pc++) {
    if (isOpen[pc] !== ANYTHING) setOf[pc] = numberOf(words, pc * SET_WORDS, byHash);
  }
  return { setOf, sets: distinct.toArray() };
}

/** While they are told apart. */
const distinct = new IntList();

/** The number of the set that is at a place; it is added where it is new. */
function numberOf(words: Uint32Array, at: number, byHash: Map<number, number>): number {
  let hash = 0;
  for (let word = at; word < at + SET_WORDS; word++) hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e3779b1);
  for (;;) {
    const known = byHash.get(hash);
    if (known === undefined) {
      const added = distinct.length / SET_WORDS;
      byHash.set(hash, added);
      for (let word = at; word < at + SET_WORDS; word++) distinct.push(words[word] ?? 0);
      return added;
    }
    if (isAt(words, at, known * SET_WORDS)) return known;
    hash = (hash + 1) | 0;
  }
}

function isAt(words: Uint32Array, from: number, own: number): boolean {
  for (let word = 0; word < SET_WORDS; word++) {
    if ((words[from + word] ?? 0) !== distinct.at(own + word) >>> 0) return false;
  }
  return true;
}

/** From the end on: only loops need more than one round. */
function firstWords(program: Program): FirstWords {
  const { op, x, y, sets } = program;
  const words = new Uint32Array(op.length * SET_WORDS);
  const isOpen = new Uint8Array(op.length);
  const take = (pc: number, from: number): boolean => {
    const open = isOpen[from] ?? 0;
    const hasOpened = open > (isOpen[pc] ?? 0);
    if (hasOpened) isOpen[pc] = open;
    return addNew(words, pc * SET_WORDS, words, from * SET_WORDS) || hasOpened;
  };
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (let pc = op.length - 1; pc >= 0; pc--) {
      const onward = x[pc] ?? 0;
      const operand = y[pc] ?? 0;
      switch (op[pc]) {
        case BYTES:
          addNew(words, pc * SET_WORDS, sets[operand] ?? noBytes, 0);
          break;
        case SPLIT:
          if (take(pc, operand)) hasChanged = true;
          if (take(pc, onward)) hasChanged = true;
          break;
        case JUMP:
        case SAVE:
        case ASSERT:
        case LOOK:
        case LOOK_NOT:
          if (take(pc, onward)) hasChanged = true;
          break;
        default:
          isOpen[pc] = ANYTHING;
      }
    }
  }
  return { words, isOpen };
}

/** Adds the set that is at `from` to the one that is at `at`; true where it was not all in it before. */
function addNew(words: Uint32Array, at: number, other: ByteSet, from: number): boolean {
  let isNew = false;
  for (let word = 0; word < SET_WORDS; word++) {
    const before = words[at + word] ?? 0;
    const both = (before | (other[from + word] ?? 0)) >>> 0;
    if (both === before) continue;
    isNew = true;
    words[at + word] = both;
  }
  return isNew;
}
