// Bytes that no set of an automaton tells apart are one class: tables have a column for each class, not for
// each byte.

import { type ByteSet, hasByte, newline, wordBytes } from "./byte-set.ts";
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
  for (const set of tellsKinds ? [...sets, wordBytes, newline] : sets) count = refine(ofByte, count, set);
  const kinds = new Uint8Array(count).fill(OTHER);
  const members = new Uint8Array(count * sets.length);
  for (let byte = 0; byte < 256; byte++) {
    const one = ofByte[byte] ?? 0;
    if (tellsKinds) kinds[one] = kindOfByte(byte);
    sets.forEach((set, index) => {
      if (hasByte(set, byte)) members[index * count + one] = 1;
    });
  }
  return { count, ofByte, kinds, members };
}

export function kindOfByte(byte: number): number {
  if (byte === 0x0a) return NEWLINE;
  return hasByte(wordBytes, byte) ? WORD : OTHER;
}

/** Splits the classes that lie partly in the set; gives their new number. */
function refine(ofByte: Uint8Array, count: number, set: ByteSet): number {
  const inside = new Int16Array(count).fill(-1);
  const hasOutside = new Uint8Array(count);
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
