// Replacement patterns: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$+`, `$_`. What is none is text.

import type { Run } from "../run.ts";
import type { GroupNames } from "./group-names.ts";
import type { Match } from "./match.ts";

type Part = string | ((match: Match) => string);

const marks: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["$", "$"],
  ["&", (match) => match.value],
  ["`", (match) => match.text.slice(0, match.index)],
  ["'", (match) => match.text.slice(match.index + match.value.length)],
  ["+", (match) => match.group(match.groupNumbers.at(-1) ?? 0).value],
  ["_", (match) => match.text],
]);

export type Replacement = readonly Part[];

export function parseReplacement(run: Run, text: string, groups: GroupNames): Replacement {
  run.spend(text.length);
  const parts: Part[] = [];
  let rest = 0;
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at)) {
    const found = partAt(text, at, groups);
    if (found === undefined) {
      at += 1;
      continue;
    }
    parts.push(text.slice(rest, at), found.part);
    at += found.length;
    rest = at;
  }
  parts.push(text.slice(rest));
  return parts;
}

type Found = { readonly part: Part; readonly length: number };

function partAt(text: string, at: number, groups: GroupNames): Found | undefined {
  const mark = marks.get(text.charAt(at + 1));
  if (mark !== undefined) return { part: mark, length: 2 };
  const named = /^\$\{(\w{1,200})\}/u.exec(text.slice(at, at + 210));
  const plain = /^\$([0-9]{1,10})/.exec(text.slice(at, at + 12));
  const [whole = "", name = ""] = named ?? plain ?? [];
  const isNumber = /^[0-9]+$/.test(name);
  const number = isNumber ? numberOf(name, groups) : groups.numberOf(name);
  if (number === undefined) return undefined;
  return { part: (match) => match.group(number).value, length: whole.length };
}

function numberOf(digits: string, groups: GroupNames): number | undefined {
  return groups.has(Number(digits)) ? Number(digits) : undefined;
}

/** What stands in the place of a match; paid for. */
export function expandReplacement(run: Run, replacement: Replacement, match: Match): string {
  let result = "";
  for (const part of replacement) {
    const text = typeof part === "string" ? part : part(match);
    run.spend(1 + (text.length >> 3));
    run.allocate(text.length * 2);
    result += text;
  }
  return result;
}
