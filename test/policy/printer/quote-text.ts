// Characters, strings and names as C# writes them: regular literals, whatever they were written as.

import { keywords } from "#policy/expression/lexer/token.ts";

const simple: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\0", "\\0"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** What cannot stand in a literal as it is, or would not be seen there. */
const SPECIAL = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Words that mean something of their own in some places. */
const contextual: ReadonlySet<string> = new Set(
  "and async await dynamic from nameof not or record var when with yield".split(" "),
);

export const quoteString = (text: string): string => `"${escaped(text).replaceAll('"', '\\"')}"`;

/** `value` is a UTF-16 code unit. */
export function quoteCharacter(value: number): string {
  const text = String.fromCharCode(value);
  return text === "'" ? "'\\''" : `'${escaped(text)}'`;
}

/** Text of an interpolated string, or a format, in `$"…"`. */
export const quotePiece = (text: string): string =>
  escaped(text).replaceAll('"', '\\"').replaceAll("{", "{{").replaceAll("}", "}}");

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  let result = "";
  for (const character of text) {
    result += SPECIAL.test(character) ? (simple.get(character) ?? escapedUnits(character)) : character;
  }
  return result;
}

function escapedUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`).join("");
}

/** A name where it is declared or used. */
export const quoteName = (name: string): string =>
  keywords.has(name) || contextual.has(name) ? `@${name}` : name;

/** A name behind a dot, where nothing but a keyword could be taken for something else. */
export const quoteMember = (name: string): string => (keywords.has(name) ? `@${name}` : name);
