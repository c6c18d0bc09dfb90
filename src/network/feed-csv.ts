// One field of one line of CSV (RFC 4180), by its number. A field with a line feed in it is not read.

import { indexOrEnd } from "#kernel/index-or-end.ts";

export type CsvField = {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly column: number;
};

/** A text says what is wrong with the line. */
export function readField(line: string, index: number): CsvField | string {
  let at = 0;
  for (let field = 0; ; field++) {
    const isQuoted = line.charAt(at) === '"';
    const end = isQuoted ? endOfQuoted(line, at) : endOfPlain(line, at);
    if (end < 0) return `the quote at column ${at + 1} does not end`;
    if (isQuoted && end < line.length && line.charAt(end) !== ",")
      return `no comma follows the quote at column ${end + 1}`;
    if (field === index) {
      const text = isQuoted ? line.slice(at + 1, end - 1).replaceAll('""', '"') : line.slice(at, end);
      return { text, column: isQuoted ? at + 2 : at + 1 };
    }
    if (end >= line.length) return `it has ${field + 1} columns, and not ${index + 1}`;
    at = end + 1;
  }
}

/** The number of the column of that name, from 0; -1 where there is none. */
export function columnOfName(header: string, name: string): number {
  for (let index = 0; ; index++) {
    const field = readField(header, index);
    if (typeof field === "string") return -1;
    if (field.text.trim().toLowerCase() === name.toLowerCase()) return index;
  }
}

const endOfPlain = (line: string, at: number): number => indexOrEnd(line, ",", at);

/** After the closing quote; -1 where there is none. */
function endOfQuoted(line: string, at: number): number {
  for (let i = at + 1; i < line.length; i++) {
    if (line.charAt(i) !== '"') continue;
    if (line.charAt(i + 1) !== '"') return i + 1;
    i++;
  }
  return -1;
}
