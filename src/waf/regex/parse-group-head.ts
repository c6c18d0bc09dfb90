// What stands between a `(` and the group's content: `?:`, `?i-s:`, `?<name>`, `?>`, looks, comments,
// references.

import type { PatternCursor } from "./pattern-cursor.ts";

export type Flags = {
  readonly isCaseless: boolean;
  readonly isMultiLine: boolean;
  readonly isDotAll: boolean;
  readonly isExtended: boolean;
};

export type GroupHead =
  | { readonly kind: "capture"; readonly name: string | undefined }
  | { readonly kind: "plain"; readonly flags: Flags }
  | { readonly kind: "atomic" }
  | { readonly kind: "look"; readonly isAhead: boolean; readonly isNegated: boolean }
  /** `(?i)`: for the rest of the group that it stands in; already closed. */
  | { readonly kind: "flags"; readonly flags: Flags }
  /** `(?P=name)`, already closed. */
  | { readonly kind: "reference"; readonly name: string }
  /** `(?#…)`, already closed. */
  | { readonly kind: "comment" };

const NAME = /(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y;
const REFERENCE = /P=([A-Za-z_]\w*)\)/y;
const FLAGS = /(\^?)([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/y;

/** What we do not do, by what follows `(?`. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^\|/, "branch reset groups"],
  [/^\(/, "conditional groups"],
  [/^(?:R|[+-]?\d|&|P>)/, "recursive groups"],
  [/^C/, "callouts"],
];

const LOOKS = [
  { text: "=", isAhead: true, isNegated: false },
  { text: "!", isAhead: true, isNegated: true },
  { text: "<=", isAhead: false, isNegated: false },
  { text: "<!", isAhead: false, isNegated: true },
] as const;

/** Reads on at the `(`. */
export function parseGroupHead(cursor: PatternCursor, flags: Flags): GroupHead {
  const start = cursor.at;
  cursor.at++;
  if (cursor.peek() === "*" && /[A-Za-z:]/.test(cursor.peek(1))) {
    cursor.fail("verbs are not known", "write \\* for an asterisk", start);
  }
  if (!cursor.take("?")) return { kind: "capture", name: undefined };
  if (cursor.take("#")) {
    cursor.takeUntil(")", "a comment");
    return { kind: "comment" };
  }
  if (cursor.take(">")) return { kind: "atomic" };
  for (const { text, isAhead, isNegated } of LOOKS) {
    if (cursor.take(text)) return { kind: "look", isAhead, isNegated };
  }
  const name = cursor.takeMatch(NAME);
  if (name !== undefined) return { kind: "capture", name: name[1] ?? name[2] };
  const reference = cursor.takeMatch(REFERENCE);
  if (reference !== undefined) return { kind: "reference", name: reference[1] ?? "" };
  refuseUnknown(cursor, start);
  return parseFlags(cursor, flags, start);
}

function refuseUnknown(cursor: PatternCursor, start: number): void {
  if (!"|(R+-0123456789&PC".includes(cursor.peek())) return;
  const rest = cursor.text.slice(cursor.at, cursor.at + 3);
  for (const [pattern, what] of REFUSED) {
    if (pattern.test(rest)) cursor.fail(`${what} are not known`, "no linear engine can match them", start);
  }
}

function parseFlags(cursor: PatternCursor, flags: Flags, start: number): GroupHead {
  const found = cursor.takeMatch(FLAGS);
  if (found === undefined) {
    cursor.fail("a group of a kind that is not known", "write (?:…) for a group without a number", start);
  }
  const [, isReset, on = "", off = "", end] = found;
  const cleared = { isCaseless: false, isMultiLine: false, isDotAll: false, isExtended: false };
  let changed: Flags = isReset === "^" ? cleared : flags;
  for (const letter of on) changed = withFlag(cursor, changed, letter, true, start);
  for (const letter of off) changed = withFlag(cursor, changed, letter, false, start);
  return { kind: end === ":" ? "plain" : "flags", flags: changed };
}

function withFlag(cursor: PatternCursor, flags: Flags, letter: string, isOn: boolean, start: number): Flags {
  switch (letter) {
    case "i":
      return { ...flags, isCaseless: isOn };
    case "m":
      return { ...flags, isMultiLine: isOn };
    case "s":
      return { ...flags, isDotAll: isOn };
    case "x":
      return { ...flags, isExtended: isOn };
    default:
      return cursor.fail(`the flag ${letter} is not known`, "known are i, m, s and x", start);
  }
}
