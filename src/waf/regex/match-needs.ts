// What a text must have for a pattern to match it, as far as the pattern's tree tells: bytes, and sequences
// of three. A long text that has it not is not read for the pattern.

import { type ByteSet, sizeOf } from "./byte-set.ts";
import { foldedByte, type GramMap, gramOf } from "./gram-map.ts";
import type { RegexTree } from "./regex-tree.ts";

type Need =
  | { readonly kind: "all" | "any"; readonly items: readonly Need[] }
  /** One of the bytes. */
  | { readonly kind: "bytes"; readonly set: ByteSet }
  /** One of the grams. */
  | { readonly kind: "grams"; readonly grams: readonly number[] };

/**
 * Needs one behind the other: kind, number of words, and what it is about. Empty where there is none.
 */
export type MatchNeeds = Int32Array;

const ALL = 0;
const ANY = 1;
const BYTES = 2;
const GRAMS = 3;

/** Of one pattern, in words: past it, what lies deepest is left out. */
const MAX_WORDS = 2048;
const DEEPEST = 3;
/** More bytes than that are in nearly every long text. */
const MAX_SET = 128;
const MAX_GRAMS = 8;
const SET_WORDS = 8;
/** Of a pattern, of those that are asked about for each text. */
const FIRST_NEEDS = 3;

/** @param tree regular, without groups */
export function matchNeeds(tree: RegexTree): MatchNeeds {
  for (let depth = DEEPEST; depth > 0; depth--) {
    const words: number[] = [];
    const need = new NeedReader(depth).read(tree);
    if (need !== undefined) write(need, words);
    if (words.length <= MAX_WORDS) return Int32Array.from(words);
  }
  return new Int32Array(0);
}

/** Undefined for nearly all bytes. */
type FoldedSet = readonly number[] | undefined;

class NeedReader {
  private readonly deepest: number;
  private depth = 0;
  /** What stands right before the place, two bytes at most: what each can be. */
  private before: readonly FoldedSet[] = [];

  constructor(deepest: number) {
    this.deepest = deepest;
  }

  /** Undefined where nothing is needed. */
  read(tree: RegexTree): Need | undefined {
    switch (tree.kind) {
      case "bytes":
        return this.readBytes(tree.set);
      case "sequence":
        return allOf(tree.items.map((item) => this.read(item)));
      case "choice":
        return this.readChoice(tree.items);
      case "repeat":
        return this.readRepeat(tree.item, tree.min, tree.max);
      case "empty":
      case "assertion":
        return undefined;
      default:
        this.before = [];
        return undefined;
    }
  }

  private readBytes(set: ByteSet): Need | undefined {
    const isLarge = sizeOf(set) > MAX_SET;
    const sets = [...this.before, isLarge ? undefined : foldedSet(set)];
    const grams = gramsOf(sets);
    this.before = sets.slice(-2);
    const bytes: Need | undefined = isLarge ? undefined : { kind: "bytes", set };
    if (grams === undefined) return bytes;
    const sequence: Need = { kind: "grams", grams };
    return bytes === undefined ? sequence : { kind: "all", items: [bytes, sequence] };
  }

  private readChoice(branches: readonly RegexTree[]): Need | undefined {
    const { before } = this;
    if (this.depth === this.deepest) {
      this.before = [];
      return undefined;
    }
    this.depth++;
    const items = branches.map((branch) => {
      this.before = before;
      return this.read(branch);
    });
    this.depth--;
    this.before = [];
    const needed = items.filter((item) => item !== undefined);
    if (needed.length < items.length) return undefined;
    return { kind: "any", items: needed };
  }

  private readRepeat(item: RegexTree, min: number, max: number): Need | undefined {
    if (min === 0) {
      this.before = [];
      return undefined;
    }
    const first = this.read(item);
    if (min > 1 || max > 1) this.before = [];
    return first;
  }
}

function allOf(items: readonly (Need | undefined)[]): Need | undefined {
  const needed = items
    .filter((item) => item !== undefined)
    .flatMap((item) => (item.kind === "all" ? item.items : [item]));
  if (needed.length < 2) return needed[0];
  const distinct = [...new Map(needed.map((item) => [keyOf(item), item])).values()];
  return distinct.length < 2 ? distinct[0] : { kind: "all", items: distinct };
}

function keyOf(need: Need): unknown {
  if (need.kind === "bytes") return need.set.join();
  return need.kind === "grams" ? `grams ${need.grams.join()}` : need;
}

/** Of three sets: what they can come to; undefined for too many. */
function gramsOf([first, second, third]: readonly FoldedSet[]): readonly number[] | undefined {
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (first.length * second.length * third.length > MAX_GRAMS) return undefined;
  return first.flatMap((a) => second.flatMap((b) => third.map((c) => gramOf(a, b, c))));
}

function foldedSet(set: ByteSet): number[] {
  const found: number[] = [];
  for (let word = 0; word < SET_WORDS; word++) {
    for (let left = set[word] ?? 0; left !== 0; left &= left - 1) {
      const one = foldedByte(word * 32 + 31 - Math.clz32(left & -left));
      if (!found.includes(one)) found.push(one);
    }
  }
  return found;
}

function write(need: Need, words: number[]): void {
  const start = words.length;
  switch (need.kind) {
    case "all":
    case "any":
      words.push(need.kind === "all" ? ALL : ANY, 0);
      for (const item of need.items) write(item, words);
      break;
    case "bytes":
      words.push(BYTES, 0, ...need.set);
      break;
    case "grams":
      words.push(GRAMS, 0, ...need.grams);
      break;
  }
  words[start + 1] = words.length - start;
}

/** Those bytes of which each is needed whatever else is: sets one behind the other, the smallest first. */
export function firstNeeds(needs: MatchNeeds): Uint32Array {
  const sets: Uint32Array[] = [];
  const end = needs[0] === ALL ? (needs[1] ?? 0) : needs.length;
  for (let at = needs[0] === ALL ? 2 : 0; at < end; at += needs[at + 1] ?? 1) {
    if (needs[at] === BYTES) sets.push(Uint32Array.from(needs.subarray(at + 2, at + 2 + SET_WORDS)));
  }
  const rarest = sets.toSorted((a, b) => sizeOf(a) - sizeOf(b)).slice(0, FIRST_NEEDS);
  return Uint32Array.from(rarest.flatMap((set) => [...set]));
}

/** Could a pattern with these first needs match a text with these bytes? */
export function areFirstMet(sets: Uint32Array, mask: ByteSet): boolean {
  for (let at = 0; at < sets.length; at += SET_WORDS) {
    let common = 0;
    for (let word = 0; word < SET_WORDS; word++) common |= (sets[at + word] ?? 0) & (mask[word] ?? 0);
    if (common === 0) return false;
  }
  return true;
}

/** Could the pattern match a text with these bytes and grams? */
export function areMet(needs: MatchNeeds, mask: ByteSet, grams: GramMap): boolean {
  return needs.length === 0 || isMet(needs, 0, mask, grams);
}

/** Could the pattern match a text with these bytes? */
export function areBytesMet(needs: MatchNeeds, mask: ByteSet): boolean {
  return needs.length === 0 || isMet(needs, 0, mask, undefined);
}

/** @param grams undefined where they are not known */
function isMet(needs: MatchNeeds, at: number, mask: ByteSet, grams: GramMap | undefined): boolean {
  const kind = needs[at];
  const end = at + (needs[at + 1] ?? 0);
  const first = at + 2;
  if (kind === BYTES) {
    for (let word = 0; word < SET_WORDS; word++) {
      if (((needs[first + word] ?? 0) & (mask[word] ?? 0)) !== 0) return true;
    }
    return false;
  }
  if (kind === GRAMS) {
    if (grams === undefined) return true;
    for (let each = first; each < end; each++) if (grams.has(needs[each] ?? 0)) return true;
    return false;
  }
  for (let each = first; each < end; each += needs[each + 1] ?? 1) {
    if (isMet(needs, each, mask, grams) !== (kind === ALL)) return kind !== ALL;
  }
  return kind === ALL;
}
