// What a pattern says, as plain data: sets of bytes, and how they follow each other. Case, flags and classes
// are already carried out.

import { type ByteSet, singleByte, withBothCases } from "./byte-set.ts";

export type RegexTree =
  | { readonly kind: "empty" }
  | { readonly kind: "bytes"; readonly set: ByteSet }
  | { readonly kind: "sequence"; readonly items: readonly RegexTree[] }
  /** The first that leads to a match counts. */
  | { readonly kind: "choice"; readonly items: readonly RegexTree[] }
  | RepeatTree
  | { readonly kind: "capture"; readonly item: RegexTree; readonly index: number }
  /** Matched once, as it first can be; never taken up again. */
  | { readonly kind: "atomic"; readonly item: RegexTree }
  /** `^`, `\b` …: a place, told by the kinds of the bytes on its two sides. See `contextBit`. */
  | { readonly kind: "assertion"; readonly contexts: number }
  | {
      readonly kind: "look";
      readonly item: RegexTree;
      readonly isAhead: boolean;
      readonly isNegated: boolean;
    }
  | { readonly kind: "backreference"; readonly index: number; readonly isCaseless: boolean };

export type RepeatTree = {
  readonly kind: "repeat";
  readonly item: RegexTree;
  readonly min: number;
  /** Infinity for no limit. */
  readonly max: number;
  readonly mode: "greedy" | "lazy" | "possessive";
};

/** What stands on one side of a place: nothing (the input's edge), or a byte of a kind. */
export const EDGE = 0;
export const WORD = 1;
export const NEWLINE = 2;
export const OTHER = 3;

/** One of the 16 pairs of what comes before a place and what comes after it. */
export const contextBit = (before: number, after: number): number => 1 << (before * 4 + after);

export const ANYWHERE = 0xffff;

/** The contexts in which `holds` is true. */
export function contextsWhere(holds: (before: number, after: number) => boolean): number {
  let contexts = 0;
  for (let before = EDGE; before <= OTHER; before++) {
    for (let after = EDGE; after <= OTHER; after++) {
      if (holds(before, after)) contexts |= contextBit(before, after);
    }
  }
  return contexts;
}

export const empty: RegexTree = { kind: "empty" };

const singles = new Map<number, RegexTree>();

/** One byte, or both cases of it. All who ask share it: patterns have thousands of them. */
export function byteTree(byte: number, isCaseless: boolean): RegexTree {
  const key = byte * 2 + (isCaseless ? 1 : 0);
  let tree = singles.get(key);
  if (tree === undefined) {
    const set = singleByte(byte);
    tree = { kind: "bytes", set: isCaseless ? withBothCases(set) : set };
    singles.set(key, tree);
  }
  return tree;
}

/** @param items not changed from then on */
export function sequence(items: readonly RegexTree[]): RegexTree {
  if (items.length > 1 && items.every(isPart)) return { kind: "sequence", items };
  const flat: RegexTree[] = [];
  for (const item of items) {
    if (item.kind === "sequence") for (const inner of item.items) flat.push(inner);
    else if (item.kind !== "empty") flat.push(item);
  }
  const [first] = flat;
  if (first === undefined) return empty;
  return flat.length === 1 ? first : { kind: "sequence", items: flat };
}

const isPart = ({ kind }: RegexTree): boolean => kind !== "sequence" && kind !== "empty";

/** A choice among single bytes is one set: nobody can tell which of them was taken. */
export function choice(items: readonly RegexTree[]): RegexTree {
  const [first] = items;
  if (first === undefined) return empty;
  if (items.length === 1) return first;
  const set = new Uint32Array(8);
  for (const item of items) {
    if (item.kind !== "bytes") return { kind: "choice", items };
    for (let word = 0; word < 8; word++) set[word] = (set[word] ?? 0) | (item.set[word] ?? 0);
  }
  return { kind: "bytes", set };
}

/** The trees right under this one. */
export function childrenOf(tree: RegexTree): readonly RegexTree[] {
  switch (tree.kind) {
    case "sequence":
    case "choice":
      return tree.items;
    case "repeat":
    case "capture":
    case "atomic":
    case "look":
      return [tree.item];
    default:
      return [];
  }
}
