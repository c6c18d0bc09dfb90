// The five entities of XML and character references, decoded so that every character still knows its offset.

import { type ReplacedText, TextReplacer } from "./replaced-text.ts";

const named: ReadonlyMap<string, string> = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
]);

/** Characters of `&#x10ffff;` without the `&`. */
const LONGEST_ENTITY = 9;

/** What is no entity stays as it is: in documents that are no XML, `&` stands for itself. */
export function decodeEntities(text: string): ReplacedText {
  const replacer = new TextReplacer(text);
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) {
    const rest = text.slice(at + 1, at + 1 + LONGEST_ENTITY);
    const end = rest.indexOf(";");
    const value = end === -1 ? undefined : meaningOf(rest.slice(0, end));
    if (value !== undefined) replacer.replace(at, at + end + 2, value);
  }
  return replacer.finish();
}

function meaningOf(name: string): string | undefined {
  return named.get(name) ?? characterReference(name);
}

function characterReference(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** XML 1.0, production 2 (Char): no NUL, no halves of surrogate pairs. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
