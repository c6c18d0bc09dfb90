// The escapes of single characters: \n, \x41, \u0041, \cA, \101.

import { isWord } from "./char-class.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";

const letters: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["e", 27],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

/** The character after a backslash, as its code unit.
 * @throws ClrException ArgumentException */
export function parseCharEscape(reader: PatternReader): number {
  const char = reader.next();
  if (/^[0-7]$/.test(char)) {
    reader.at--;
    return octal(reader);
  }
  if (char === "x") return hexadecimal(reader, 2);
  if (char === "u") return hexadecimal(reader, 4);
  if (char === "c") return control(reader);
  const letter = letters.get(char);
  if (letter !== undefined) return letter;
  const code = char.charCodeAt(0);
  if (isWord(code) && !reader.uses(regexOptions.ECMAScript)) {
    throw reader.fault(`Unrecognized escape sequence \\${char}.`);
  }
  return code;
}

function octal(reader: PatternReader): number {
  let value = 0;
  for (let count = 0; count < 3 && /^[0-7]$/.test(reader.peek()); count++) {
    value = value * 8 + Number(reader.next());
    if (reader.uses(regexOptions.ECMAScript) && value >= 32) break;
  }
  return value & 0xff;
}

function hexadecimal(reader: PatternReader, count: number): number {
  const digits = reader.pattern.slice(reader.at, reader.at + count);
  if (digits.length < count || !/^[0-9A-Fa-f]+$/.test(digits)) {
    throw reader.fault("Insufficient hexadecimal digits.");
  }
  reader.at += count;
  return Number.parseInt(digits, 16);
}

function control(reader: PatternReader): number {
  if (reader.left === 0) throw reader.fault("Missing control character.");
  const char = reader.next();
  const code = (/^[a-z]$/.test(char) ? char.toUpperCase() : char).charCodeAt(0) - 64;
  if (code < 0 || code >= 32) throw reader.fault("Unrecognized control character.");
  return code;
}
