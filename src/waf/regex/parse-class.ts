// `[…]`: a set of bytes.

import {
  addSet,
  type ByteSet,
  bytesIn,
  complement,
  posixClasses,
  singleByte,
  sizeOf,
  withBothCases,
} from "./byte-set.ts";
import { parseEscape, parseOctal } from "./parse-escape.ts";
import type { PatternCursor } from "./pattern-cursor.ts";

const POSIX = /\[:(\^?)([a-z]+):\]/y;
const POSIX_OTHER = /\[([.=])[^\]]*\1\]/y;

/** Reads on behind the `[`. */
export function parseClass(cursor: PatternCursor, isCaseless: boolean): ByteSet {
  const start = cursor.at - 1;
  const isNegated = cursor.take("^");
  const set = new Uint32Array(8);
  // A bracket that comes first is one of the members.
  for (let isFirst = true; isFirst || cursor.peek() !== "]"; isFirst = false) {
    if (cursor.isAtEnd) cursor.fail("a class has no end", "close it with ]", start);
    parseMember(cursor, set, isCaseless);
  }
  cursor.at++;
  const folded = isCaseless ? withBothCases(set) : set;
  return isNegated ? complement(folded) : folded;
}

function parseMember(cursor: PatternCursor, set: Uint32Array, isCaseless: boolean): void {
  const start = cursor.at;
  if (cursor.take("\\E")) return;
  if (cursor.take("\\Q")) {
    const literal = cursor.takeUntil("\\E", "\\Q in a class");
    for (const char of literal) addSet(set, singleByte(char.charCodeAt(0)));
    return;
  }
  const posix = parsePosix(cursor, isCaseless);
  const first = posix ?? parseAtom(cursor);
  const isRange = cursor.peek() === "-" && cursor.peek(1) !== "]" && cursor.peek(1) !== "";
  if (!isRange || posix !== undefined || sizeOf(first) !== 1) {
    addSet(set, first);
    return;
  }
  cursor.at++;
  if (parsePosixStart(cursor)) {
    addSet(set, first);
    addSet(set, singleByte(0x2d));
    return;
  }
  addRange(cursor, set, first, parseAtom(cursor), start);
}

/** `a-\d` is no range: its hyphen is a member, as Perl has it. */
function addRange(
  cursor: PatternCursor,
  set: Uint32Array,
  first: ByteSet,
  last: ByteSet,
  start: number,
): void {
  if (sizeOf(last) !== 1) {
    addSet(set, first);
    addSet(set, last);
    addSet(set, singleByte(0x2d));
    return;
  }
  const from = onlyByteOf(first);
  const to = onlyByteOf(last);
  if (from > to) cursor.fail("a range whose end comes before its start", "swap its ends", start);
  addSet(set, bytesIn([from, to]));
}

const parsePosixStart = (cursor: PatternCursor): boolean =>
  cursor.peek() === "[" && cursor.peek(1) === ":" && cursor.text.includes(":]", cursor.at);

function parsePosix(cursor: PatternCursor, isCaseless: boolean): ByteSet | undefined {
  if (cursor.peek() !== "[") return undefined;
  const start = cursor.at;
  if (cursor.takeMatch(POSIX_OTHER) !== undefined) {
    cursor.fail("collating elements are not known", "list their bytes", start);
  }
  const found = cursor.takeMatch(POSIX);
  if (found === undefined) return undefined;
  const name = found[2] ?? "";
  // Without regard to case, upper and lower are letters, also where they are negated.
  const isLetter = isCaseless && (name === "upper" || name === "lower");
  const set = isLetter ? posixClasses["alpha"] : posixClasses[name];
  if (set === undefined) {
    cursor.fail(`[:${name}:] is not known`, `known are ${Object.keys(posixClasses).join(", ")}`, start);
  }
  return found[1] === "^" ? complement(set) : set;
}

function parseAtom(cursor: PatternCursor): ByteSet {
  const char = cursor.next();
  if (char !== "\\") return singleByte(char.charCodeAt(0));
  const known = parseEscape(cursor);
  if (known !== undefined) return known;
  const start = cursor.at - 1;
  const letter = cursor.peek();
  if (letter === "b") {
    cursor.at++;
    return singleByte(8);
  }
  if (/[1-7]/.test(letter)) {
    const byte = parseOctal(cursor);
    return singleByte(byte);
  }
  return cursor.fail(`\\${letter} means nothing in a class`, "leave out the backslash", start);
}

function onlyByteOf(set: ByteSet): number {
  const word = set.findIndex((bits) => bits !== 0);
  return word * 32 + 31 - Math.clz32(set[word] ?? 0);
}
