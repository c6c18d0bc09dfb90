// Writes a piece of a text in another encoding, or otherwise so that a careless reader no longer knows it.

import type { Random } from "../random.ts";

export function disguise(text: string, random: Random): string {
  const at = random.below(text.length);
  const end = at + 1 + random.below(random.once(3) ? text.length : 12);
  const way = ways[random.below(ways.length)];
  const piece = text.slice(at, end);
  return text.slice(0, at) + (way === undefined ? piece : way(piece, random)) + text.slice(end);
}

type Way = (piece: string, random: Random) => string;

const eachByte = (piece: string, write: (code: number) => string): string =>
  [...piece].map((char) => write(char.charCodeAt(0))).join("");

const hex = (code: number, digits = 2): string => code.toString(16).padStart(digits, "0");

const ways: readonly Way[] = [
  (piece) => eachByte(piece, (code) => `%${hex(code)}`),
  (piece) => eachByte(piece, (code) => `%25${hex(code)}`),
  (piece) => eachByte(piece, (code) => `%u${hex(code, 4)}`),
  (piece) => eachByte(piece, (code) => `%u${hex(code + 0xff00 - 0x20, 4)}`),
  (piece) => eachByte(piece, (code) => `&#${code};`),
  (piece) => eachByte(piece, (code) => `&#x${hex(code)}`),
  (piece) => eachByte(piece, (code) => `\\x${hex(code)}`),
  (piece) => eachByte(piece, (code) => `\\u${hex(code, 4)}`),
  (piece) => eachByte(piece, (code) => `\\${code.toString(8)}`),
  (piece) => eachByte(piece, (code) => `\\${hex(code)} `),
  (piece) =>
    eachByte(piece, (code) =>
      code < 0x80 ? String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63)) : " ",
    ),
  (piece) => Buffer.from(piece, "latin1").toString("base64"),
  (piece) => Buffer.from(piece, "latin1").toString("hex"),
  (piece) => piece.toUpperCase(),
  (piece, random) =>
    [...piece].map((char) => (random.once(2) ? char.toUpperCase() : char.toLowerCase())).join(""),
  (piece, random) =>
    piece.replaceAll(" ", random.pick(["/**/", "+", "\t", "%0a", "\xa0", "  ", "/*x*/", "\v"])),
  (piece, random) => [...piece].join(random.pick(["", "\0", "'", '"', "\\", "^", "%00", "$@"])),
  (piece) => piece.replaceAll("/", "//./"),
  (piece) => `${piece}${piece}`,
  (piece, random) => piece.repeat(1 + random.below(20)),
  (piece) => [...piece].toReversed().join(""),
];
