// Numbers as xsl:number writes them (XSLT 1.0, 7.7.1): 1, 01, a, A, i, I, and what stands between them.

import { groupDigits } from "./format-number.ts";

export type NumberGrouping = { readonly separator: string; readonly size: number };

type FormatTokens = {
  readonly prefix: string;
  /** Each with what stands before it, but for the first. */
  readonly tokens: readonly { readonly separator: string; readonly token: string }[];
  readonly suffix: string;
};

const MAX_ROMAN = 3999;
/** Zeros before a number. */
const MAX_WIDTH = 100;

/** @param numbers at least 1 each */
export function numberText(
  numbers: readonly number[],
  format: string,
  grouping: NumberGrouping | undefined,
): string {
  const { prefix, tokens, suffix } = tokensOf(format);
  const last = tokens.at(-1);
  const texts = numbers.map((number, index) => {
    const { token = "1" } = tokens[index] ?? last ?? {};
    const own = tokens[index]?.separator ?? (tokens.length > 1 ? last?.separator : undefined) ?? ".";
    return (index === 0 ? "" : own) + oneText(number, token, grouping);
  });
  return prefix + texts.join("") + suffix;
}

function tokensOf(format: string): FormatTokens {
  const pieces = format.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]+/gu) ?? [];
  const isToken = (piece: string | undefined): boolean => piece !== undefined && /^[\p{L}\p{N}]/u.test(piece);
  const tokens: { separator: string; token: string }[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (!isToken(piece)) continue;
    tokens.push({ separator: tokens.length === 0 ? "" : (pieces[index - 1] ?? ""), token: piece });
  }
  const [first = ""] = pieces;
  if (tokens.length === 0) return { prefix: first, tokens, suffix: first };
  const last = pieces.at(-1) ?? "";
  return { prefix: isToken(first) ? "" : first, tokens, suffix: isToken(last) ? "" : last };
}

function oneText(number: number, token: string, grouping: NumberGrouping | undefined): string {
  if (token === "a") return alphabetic(number, 97);
  if (token === "A") return alphabetic(number, 65);
  if (token === "i" && number <= MAX_ROMAN) return roman(number).toLowerCase();
  if (token === "I" && number <= MAX_ROMAN) return roman(number);
  const width = /^0*1$/.test(token) ? Math.min(token.length, MAX_WIDTH) : 1;
  const digits = String(BigInt(number)).padStart(width, "0");
  return grouping === undefined ? digits : groupDigits(digits, grouping.size, grouping.separator);
}

/** a … z, aa, ab, … */
function alphabetic(number: number, first: number): string {
  let text = "";
  for (let left = number; left > 0; left = Math.floor((left - 1) / 26)) {
    text = String.fromCharCode(first + ((left - 1) % 26)) + text;
  }
  return text;
}

const romans: readonly (readonly [number, string])[] = [
  ...([
    [1000, "M"],
    [900, "CM"],
    [500, "D"],
    [400, "CD"],
  ] as const),
  ...([
    [100, "C"],
    [90, "XC"],
    [50, "L"],
    [40, "XL"],
  ] as const),
  ...([
    [10, "X"],
    [9, "IX"],
    [5, "V"],
    [4, "IV"],
    [1, "I"],
  ] as const),
];

function roman(number: number): string {
  let text = "";
  let left = number;
  for (const [value, letters] of romans) {
    while (left >= value) {
      text += letters;
      left -= value;
    }
  }
  return text;
}
