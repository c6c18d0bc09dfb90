// A tree that matches in a text as another one does in the same text with all letters small, or all capital:
// who scans need not make that text. Not a pattern without regard to case, which is another thing: `[^A-Z]`
// takes every letter of a text whose letters are small, and none where case does not count.

import type { ByteSet } from "./byte-set.ts";
import { hasByte } from "./byte-set.ts";
import type { RegexTree } from "./regex-tree.ts";

/** What is done to the ASCII letters of a text before it is looked at. */
export type CaseChange = "small" | "capital";

export function beforeCaseChange(tree: RegexTree, change: CaseChange): RegexTree {
  switch (tree.kind) {
    case "bytes":
      return { kind: "bytes", set: bytesBefore(tree.set, change) };
    case "sequence":
    case "choice":
      return { ...tree, items: tree.items.map((item) => beforeCaseChange(item, change)) };
    case "repeat":
    case "capture":
    case "atomic":
    case "look":
      return { ...tree, item: beforeCaseChange(tree.item, change) };
    case "backreference":
      return { ...tree, isCaseless: true };
    default:
      return tree;
  }
}

/** Does it match in a text just where it does after the change, byte for byte of the pattern? */
export function isBlindToCase(tree: RegexTree, change: CaseChange): boolean {
  switch (tree.kind) {
    case "bytes":
      return isSame(tree.set, bytesBefore(tree.set, change));
    case "sequence":
    case "choice":
      return tree.items.every((item) => isBlindToCase(item, change));
    case "repeat":
    case "capture":
    case "atomic":
    case "look":
      return isBlindToCase(tree.item, change);
    case "backreference":
      return false;
    default:
      return true;
  }
}

const isSame = (one: ByteSet, other: ByteSet): boolean => one.every((word, at) => word === other[at]);

/** The bytes that the change makes one of the set. */
function bytesBefore(set: ByteSet, change: CaseChange): ByteSet {
  const before = new Uint32Array(8);
  for (let byte = 0; byte < 256; byte++) {
    if (hasByte(set, changed(byte, change)))
      before[byte >>> 5] = (before[byte >>> 5] ?? 0) | (1 << (byte & 31));
  }
  return before;
}

function changed(byte: number, change: CaseChange): number {
  const isSmall = byte >= 0x61 && byte <= 0x7a;
  const isCapital = byte >= 0x41 && byte <= 0x5a;
  if (change === "small") return isCapital ? byte + 0x20 : byte;
  return isSmall ? byte - 0x20 : byte;
}
