// What can be told of a pattern from its tree alone: how large its program will be, what its matches must
// have.

import { addSet, allBytes, type ByteSet } from "./byte-set.ts";
import { childrenOf, type RegexTree } from "./regex-tree.ts";

/** At least as many instructions as `compileProgram` makes of the tree. */
export function instructionCount(tree: RegexTree): number {
  switch (tree.kind) {
    case "empty":
      return 0;
    case "sequence":
      return tree.items.reduce((sum, item) => sum + instructionCount(item), 0);
    case "choice":
      return tree.items.reduce((sum, item) => sum + instructionCount(item) + 2, 0);
    case "repeat": {
      const copies = Number.isFinite(tree.max) ? tree.max : Math.max(tree.min, 1);
      // A loop whose body may be empty is written twice.
      const loops = Number.isFinite(tree.max) || !isNullable(tree.item) ? 0 : 1;
      return (copies + loops) * (instructionCount(tree.item) + 1) + 4;
    }
    case "capture":
    case "atomic":
    case "look":
      return instructionCount(tree.item) + 3;
    default:
      return 1;
  }
}

/** Could it match the empty string, as far as its form tells? Places count as if they held. */
export function isNullable(tree: RegexTree): boolean {
  return minLength(tree) === 0;
}

/** The length of the shortest match in bytes; at most that much where looks or references are in it. */
export function minLength(tree: RegexTree): number {
  switch (tree.kind) {
    case "bytes":
      return 1;
    case "sequence":
      return tree.items.reduce((sum, item) => sum + minLength(item), 0);
    case "choice":
      return tree.items.reduce((least, item) => Math.min(least, minLength(item)), Number.POSITIVE_INFINITY);
    case "repeat":
      return tree.min === 0 ? 0 : tree.min * minLength(tree.item);
    case "capture":
    case "atomic":
      return minLength(tree.item);
    default:
      return 0;
  }
}

/**
 * No look, no atomic group, no possessive quantifier, no reference: a finite automaton of plain states can do
 * it.
 */
export function isRegular(tree: RegexTree): boolean {
  if (tree.kind === "look" || tree.kind === "atomic" || tree.kind === "backreference") return false;
  if (tree.kind === "repeat" && tree.mode === "possessive") return false;
  return childrenOf(tree).every(isRegular);
}

export function hasBackreference(tree: RegexTree): boolean {
  return tree.kind === "backreference" || childrenOf(tree).some(hasBackreference);
}

/** Bytes with which a match can begin; all where the empty string may match. */
export function firstBytes(tree: RegexTree): ByteSet {
  const set = new Uint32Array(8);
  return addFirst(tree, set) ? allBytes : set;
}

/** True where the tree may take nothing, so that what comes behind it may be first. */
function addFirst(tree: RegexTree, set: Uint32Array): boolean {
  switch (tree.kind) {
    case "bytes":
      addSet(set, tree.set);
      return false;
    case "sequence":
      return tree.items.every((item) => addFirst(item, set));
    case "choice":
      return tree.items.reduce((isOpen, item) => addFirst(item, set) || isOpen, false);
    case "repeat":
      return addFirst(tree.item, set) || tree.min === 0;
    case "capture":
    case "atomic":
      return addFirst(tree.item, set);
    case "backreference":
      addSet(set, allBytes);
      return true;
    default:
      return true;
  }
}

/**
 * Bytes of which every match has at least one: of all such sets that the tree shows, the one that ordinary
 * values meet least. All bytes where there is none, that is, where the empty string matches.
 */
export function requiredBytes(tree: RegexTree): ByteSet {
  return required(tree) ?? allBytes;
}

function required(tree: RegexTree): ByteSet | undefined {
  switch (tree.kind) {
    case "bytes":
      return tree.set;
    case "sequence":
      return rarest(tree.items.map(required));
    case "choice":
      return unionOf(tree.items.map(required));
    case "repeat":
      return tree.min === 0 ? undefined : required(tree.item);
    case "capture":
    case "atomic":
      return required(tree.item);
    default:
      return undefined;
  }
}

function rarest(sets: readonly (ByteSet | undefined)[]): ByteSet | undefined {
  let best: ByteSet | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const set of sets) {
    const own = set === undefined ? Number.POSITIVE_INFINITY : commonness(set);
    if (own >= least) continue;
    best = set;
    least = own;
  }
  return best;
}

function unionOf(sets: readonly (ByteSet | undefined)[]): ByteSet | undefined {
  const union = new Uint32Array(8);
  for (const set of sets) {
    if (set === undefined) return undefined;
    addSet(union, set);
  }
  return union;
}

/**
 * How likely an ordinary value has one of the bytes: small letters most, then digits, then what names are
 * made of.
 */
export function commonness(set: ByteSet): number {
  let sum = 0;
  for (let word = 0; word < 8; word++) {
    for (let rest = set[word] ?? 0; rest !== 0; rest &= rest - 1) {
      sum += weights[word * 32 + 31 - Math.clz32(rest & -rest)] ?? 0;
    }
  }
  return sum;
}

const weights = Uint8Array.from({ length: 256 }, (_, byte) => weightOf(byte));

function weightOf(byte: number): number {
  const char = String.fromCharCode(byte);
  if (/[aeinorst]/.test(char)) return 120;
  if (/[a-z]/.test(char)) return 60;
  if (/[0-9]/.test(char)) return 40;
  if (/[A-Z ./:;,=_-]/.test(char)) return 15;
  return 1;
}
