// Bytes that no set of an automaton tells apart are one class: tables have a column for each class, not for
// each byte.

import { type ByteSet, hasByte, newline, noBytes, wordBytes } from "./byte-set.ts";
import { NEWLINE, OTHER, WORD } from "./regex-tree.ts";

export type ByteClasses = {
  readonly count: number;
  /** 256 entries. */
  readonly ofByte: Uint8Array;
  /** WORD, NEWLINE or OTHER of each class; OTHER for all where kinds make no difference. */
  readonly kinds: Uint8Array;
  /** 1 at `set * count + class` where the set holds the class. */
  readonly members: Uint8Array;
};

export function classifyBytes(sets: readonly ByteSet[], tellsKinds: boolean): ByteClasses {
  const ofByte = new Uint8Array(256);
  let count = 1;
  for (let at = 0; at < sets.length; at++) count = refine(ofByte, count, sets[at] ?? noBytes);
  if (tellsKinds) count = refine(ofByte, refine(ofByte, count, wordBytes), newline);
  const kinds = new Uint8Array(count).fill(OTHER);
  // What holds one byte of a class holds all of them.
  const some = new Uint8Array(count);
  for (let byte = 0; byte < 256; byte++) some[ofByte[byte] ?? 0] = byte;
  if (tellsKinds) for (let one = 0; one < count; one++) kinds[one] = kindOfByte(some[one] ?? 0);
  const members = new Uint8Array(count * sets.length);
  for (let at = 0; at < sets.length; at++) {
    const set = sets[at] ?? noBytes;
    for (let one = 0; one < count; one++) members[at * count + one] = hasByte(set, some[one] ?? 0) ? 1 : 0;
  }
  return { count, ofByte, kinds, members };
}

export function kindOfByte(byte: number): number {
  if (byte === 0x0a) return NEWLINE;
  return hasByte(wordBytes, byte) ? WORD : OTHER;
}

/** By class, while they are split: the new one of what lies in the set, or -1, and whether some does not. */
const inside = new Int16Array(256);
const hasOutside = new Uint8Array(256);

/** Splits the classes that lie partly in the set; gives their new number. */
function refine(ofByte: Uint8Array, count: number, set: ByteSet): number {
  inside.fill(-1, 0, count);
  hasOutside.fill(0, 0, count);
  for (let byte = 0; byte < 256; byte++) {
    if (!hasByte(set, byte)) hasOutside[ofByte[byte] ?? 0] = 1;
  }
  let total = count;
  for (let byte = 0; byte < 256; byte++) {
    const one = ofByte[byte] ?? 0;
    if (hasOutside[one] === 0 || !hasByte(set, byte)) continue;
    if (inside[one] === -1) inside[one] = total++;
    ofByte[byte] = inside[one] ?? 0;
  }
  return total;
}
