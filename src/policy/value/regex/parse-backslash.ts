// What a backslash means outside of brackets: anchors, classes, references to groups, single characters.

import { CharSet } from "./char-set.ts";
import { lowerCode } from "./code-case.ts";
import type { GroupNames } from "./group-names.ts";
import { parseProperty, shorthandClass } from "./parse-class.ts";
import { parseCharEscape } from "./parse-escape.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";
import type { Anchor, RegexNode } from "./regex-tree.ts";

const anchors: ReadonlyMap<string, Anchor> = new Map<string, Anchor>([
  ["b", "boundary"],
  ["B", "inner"],
  ["A", "start"],
  ["G", "previous-end"],
  ["Z", "last-line-end"],
  ["z", "end"],
]);

const ecmaAnchors: ReadonlyMap<string, Anchor> = new Map<string, Anchor>([
  ["b", "ascii-boundary"],
  ["B", "ascii-inner"],
]);

/** @throws ClrException ArgumentException */
export function parseBackslash(reader: PatternReader, groups: GroupNames): RegexNode {
  if (reader.left === 0) throw reader.fault("Illegal \\ at end of pattern.");
  const isEcma = reader.uses(regexOptions.ECMAScript);
  const letter = reader.peek();
  const anchor = (isEcma ? ecmaAnchors.get(letter) : undefined) ?? anchors.get(letter);
  if (anchor !== undefined) {
    reader.at++;
    return { kind: "anchor", anchor };
  }
  if (/^[dDwWsSpP]$/.test(letter)) {
    reader.at++;
    const test = /^p$/i.test(letter) ? parseProperty(reader) : shorthandClass(letter, isEcma);
    const foldsCase = reader.uses(regexOptions.IgnoreCase);
    return { kind: "set", set: CharSet.ofClass(test, letter < "a"), foldsCase };
  }
  return parseReference(reader, groups) ?? escapedCharacter(reader);
}

function escapedCharacter(reader: PatternReader): RegexNode {
  const code = parseCharEscape(reader);
  const foldsCase = reader.uses(regexOptions.IgnoreCase);
  return { kind: "one", code: foldsCase ? lowerCode(code) : code, foldsCase };
}

/** \1, \k<name>, \k'name', \<name>; undefined, and the reader where it was, for everything else. */
function parseReference(reader: PatternReader, groups: GroupNames): RegexNode | undefined {
  const start = reader.at;
  const close = openReference(reader);
  const found = close === undefined ? plainReference(reader, groups) : namedReference(reader, groups, close);
  if (found === undefined) reader.at = start;
  return found;
}

/** What closes the name; undefined where no name stands. */
function openReference(reader: PatternReader): string | undefined {
  const isNamed = reader.peek() === "k";
  const mark = reader.peek(isNamed ? 1 : 0);
  const isAngled = (mark === "<" || mark === "'") && reader.left > (isNamed ? 2 : 1);
  if (isNamed && !isAngled) throw reader.fault("Malformed \\k<...> named back reference.");
  if (!isAngled) return undefined;
  reader.at += isNamed ? 2 : 1;
  return mark === "<" ? ">" : "'";
}

function namedReference(reader: PatternReader, groups: GroupNames, close: string): RegexNode | undefined {
  if (/^[0-9]$/.test(reader.peek())) {
    const number = reader.decimal();
    if (reader.next() !== close) return undefined;
    if (groups.has(number)) return reference(reader, number);
    throw reader.fault(`Reference to undefined group number ${number}.`);
  }
  if (!reader.isWordNext()) return undefined;
  const name = reader.name();
  if (reader.next() !== close) return undefined;
  const number = groups.namedNumber(name);
  if (number !== undefined) return reference(reader, number);
  throw reader.fault(`Reference to undefined group name ${name}.`);
}

function plainReference(reader: PatternReader, groups: GroupNames): RegexNode | undefined {
  if (!/^[1-9]$/.test(reader.peek())) return undefined;
  if (reader.uses(regexOptions.ECMAScript)) return longestReference(reader, groups);
  const number = reader.decimal();
  if (groups.has(number)) return reference(reader, number);
  if (number <= 9) throw reader.fault(`Reference to undefined group number ${number}.`);
  return undefined;
}

/** ECMAScript: as many digits as there are groups for. */
function longestReference(reader: PatternReader, groups: GroupNames): RegexNode | undefined {
  const start = reader.at;
  const digits = /^[0-9]{1,9}/.exec(reader.pattern.slice(start, start + 9))?.[0] ?? "";
  for (let count = digits.length; count > 0; count--) {
    const number = Number(digits.slice(0, count));
    if (!groups.has(number)) continue;
    reader.at = start + count;
    return reference(reader, number);
  }
  return undefined;
}

function reference(reader: PatternReader, group: number): RegexNode {
  return {
    kind: "reference",
    group,
    foldsCase: reader.uses(regexOptions.IgnoreCase),
    allowsUnset: reader.uses(regexOptions.ECMAScript),
  };
}
