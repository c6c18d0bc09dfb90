// Sets of bytes, 256 bits in eight words. Patterns are matched on bytes, so a set is all that a class can
// say.

export type ByteSet = Readonly<Uint32Array>;

/** Of a set. */
export const SET_WORDS = 8;

/** The bytes of each range, both ends included. */
export function bytesIn(...ranges: readonly (readonly [number, number])[]): Uint32Array {
  const set = new Uint32Array(8);
  for (const [from, to] of ranges) for (let byte = from; byte <= to; byte++) addByte(set, byte);
  return set;
}

export function addByte(set: Uint32Array, byte: number): void {
  set[byte >>> 5] = (set[byte >>> 5] ?? 0) | (1 << (byte & 31));
}

export function addSet(set: Uint32Array, other: ByteSet): void {
  for (let word = 0; word < 8; word++) set[word] = (set[word] ?? 0) | (other[word] ?? 0);
}

export function hasByte(set: ByteSet, byte: number): boolean {
  return ((set[byte >>> 5] ?? 0) & (1 << (byte & 31))) !== 0;
}

export function complement(set: ByteSet): Uint32Array {
  return Uint32Array.from(set, (word) => ~word);
}

/** The set with the other case of each ASCII letter in it: PCRE without locale or Unicode folds no more. */
export function withBothCases(set: ByteSet): Uint32Array {
  const both = Uint32Array.from(set);
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    if (hasByte(set, upper)) addByte(both, upper + 0x20);
    if (hasByte(set, upper + 0x20)) addByte(both, upper);
  }
  return both;
}

const singles: readonly ByteSet[] = Array.from({ length: 256 }, (_, byte) => bytesIn([byte, byte]));

export const noBytes: ByteSet = new Uint32Array(8);

/** The set of one byte; empty for a char that is none. All share it: patterns have thousands of them. */
export const singleByte = (byte: number): ByteSet => singles[byte] ?? noBytes;

/** Different sets, numbered in the order in which they come. */
export class DistinctSets {
  readonly sets: ByteSet[] = [];
  private readonly byHash = new Map<number, number>();

  indexOf(set: ByteSet): number {
    for (let hash = hashOf(set); ; hash++) {
      const index = this.byHash.get(hash);
      if (index === undefined) {
        this.byHash.set(hash, this.sets.length);
        return this.sets.push(set) - 1;
      }
      const known = this.sets[index];
      if (known !== undefined && isSame(known, set)) return index;
    }
  }
}

function hashOf(set: ByteSet): number {
  let hash = 0;
  for (let word = 0; word < 8; word++) hash = Math.imul(hash ^ (set[word] ?? 0), 0x9e3779b1);
  return hash;
}

function isSame(some: ByteSet, other: ByteSet): boolean {
  if (some === other) return true;
  for (let word = 0; word < 8; word++) if (some[word] !== other[word]) return false;
  return true;
}

export function sizeOf(set: ByteSet): number {
  let size = 0;
  for (let word = 0; word < 8; word++) size += bitsIn(set[word] ?? 0);
  return size;
}

export function bytesOf(set: ByteSet): number[] {
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (hasByte(set, byte)) bytes.push(byte);
  return bytes;
}

function bitsIn(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24) & 63;
}

const digit = bytesIn([0x30, 0x39]);
const word = bytesIn([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
const space = bytesIn([0x09, 0x0d], [0x20, 0x20]);
const horizontal = bytesIn([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0]);
const vertical = bytesIn([0x0a, 0x0d], [0x85, 0x85]);

export const allBytes: ByteSet = bytesIn([0, 255]);
export const wordBytes: ByteSet = word;
export const newline: ByteSet = bytesIn([0x0a, 0x0a]);
export const notNewline: ByteSet = complement(newline);
export const verticalSpace: ByteSet = vertical;

/** `\d`, `\W` …: the letter, and what it stands for. */
export const shorthands: Readonly<Record<string, ByteSet>> = {
  d: digit,
  D: complement(digit),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
  h: horizontal,
  H: complement(horizontal),
  v: vertical,
  V: complement(vertical),
};

/** `[:alpha:]` …, as PCRE's default tables have them. */
export const posixClasses: Readonly<Record<string, ByteSet>> = {
  alnum: bytesIn([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]),
  alpha: bytesIn([0x41, 0x5a], [0x61, 0x7a]),
  ascii: bytesIn([0, 0x7f]),
  blank: bytesIn([0x09, 0x09], [0x20, 0x20]),
  cntrl: bytesIn([0, 0x1f], [0x7f, 0x7f]),
  digit,
  graph: bytesIn([0x21, 0x7e]),
  lower: bytesIn([0x61, 0x7a]),
  print: bytesIn([0x20, 0x7e]),
  punct: bytesIn([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  space,
  upper: bytesIn([0x41, 0x5a]),
  word,
  xdigit: bytesIn([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]),
};
