// What stands between `(` and the body of a group: `?:`, `?<name>`, `?<a-b>`, `?=`, `?<!`, `?>`, `?(…)`,
// `?i-s:`.

import type { GroupNames } from "./group-names.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { regexOptions } from "./regex-options.ts";

export type GroupHead =
  /** An unnamed group: its number is the next. */
  | { readonly kind: "auto" }
  | { readonly kind: "capture"; readonly group: number; readonly uncapture: number }
  | { readonly kind: "plain" | "atomic" | "options" }
  | { readonly kind: "look"; readonly isBehind: boolean; readonly isNegative: boolean }
  | { readonly kind: "test-group"; readonly group: number }
  /** The condition's own parenthesis comes next. */
  | { readonly kind: "test-look" };

/** After `(`. @throws ClrException ArgumentException */
export function parseGroupHead(reader: PatternReader, groups: GroupNames): GroupHead {
  if (reader.peek() !== "?" || reader.peek(1) === ")") {
    return reader.uses(regexOptions.ExplicitCapture) ? { kind: "plain" } : { kind: "auto" };
  }
  reader.at++;
  const head = special(reader, groups);
  if (head === undefined) throw reader.fault("Unrecognized grouping construct.");
  return head;
}

function special(reader: PatternReader, groups: GroupNames): GroupHead | undefined {
  switch (reader.next()) {
    case ":":
      return { kind: "plain" };
    case "=":
      return { kind: "look", isBehind: false, isNegative: false };
    case "!":
      return { kind: "look", isBehind: false, isNegative: true };
    case ">":
      return { kind: "atomic" };
    case "'":
      return reader.left === 0 ? undefined : namedGroup(reader, groups, "'");
    case "<":
      return reader.left === 0 ? undefined : angled(reader, groups);
    case "(":
      return condition(reader, groups);
    default:
      reader.at--;
      return options(reader);
  }
}

function options(reader: PatternReader): GroupHead | undefined {
  reader.inlineOptions();
  if (reader.left === 0) return undefined;
  const end = reader.next();
  if (end === ")") return { kind: "options" };
  return end === ":" ? { kind: "plain" } : undefined;
}

function angled(reader: PatternReader, groups: GroupNames): GroupHead | undefined {
  const mark = reader.peek();
  if (mark !== "=" && mark !== "!") return namedGroup(reader, groups, ">");
  reader.at++;
  return { kind: "look", isBehind: true, isNegative: mark === "!" };
}

const badName = "Invalid group name: Group names must begin with a word character.";

function namedGroup(reader: PatternReader, groups: GroupNames, close: string): GroupHead | undefined {
  const mayEnd = (ends: string): void => {
    if (reader.left > 0 && !ends.includes(reader.peek())) throw reader.fault(badName);
  };
  const isBalancing = reader.peek() === "-";
  let group = -1;
  if (!isBalancing) {
    group = groupNumber(reader, groups);
    mayEnd(`${close}-`);
    if (group === 0) throw reader.fault("Capture number cannot be zero.");
  }
  let uncapture = -1;
  if ((group !== -1 || isBalancing) && reader.left > 1 && reader.peek() === "-") {
    reader.at++;
    uncapture = uncapturedGroup(reader, groups);
    mayEnd(close);
  }
  if ((group === -1 && uncapture === -1) || reader.next() !== close) return undefined;
  return { kind: "capture", group, uncapture };
}

function groupNumber(reader: PatternReader, groups: GroupNames): number {
  if (/^[0-9]$/.test(reader.peek())) {
    const number = reader.decimal();
    return groups.has(number) ? number : -1;
  }
  if (reader.isWordNext()) return groups.namedNumber(reader.name()) ?? -1;
  throw reader.fault(badName);
}

function uncapturedGroup(reader: PatternReader, groups: GroupNames): number {
  if (/^[0-9]$/.test(reader.peek())) {
    const number = reader.decimal();
    if (groups.has(number)) return number;
    throw reader.fault(`Reference to undefined group number ${number}.`);
  }
  if (!reader.isWordNext()) throw reader.fault(badName);
  const name = reader.name();
  const number = groups.namedNumber(name);
  if (number !== undefined) return number;
  throw reader.fault(`Reference to undefined group name ${name}.`);
}

/** `(?(1)…)`, `(?(name)…)`, `(?(pattern)…)`. */
function condition(reader: PatternReader, groups: GroupNames): GroupHead | undefined {
  const start = reader.at;
  if (/^[0-9]$/.test(reader.peek())) {
    const number = reader.decimal();
    if (reader.next() !== ")") throw reader.fault(`(?(${number}) ) malformed.`);
    if (groups.has(number)) return { kind: "test-group", group: number };
    throw reader.fault(`(?(${number}) ) reference to undefined group.`);
  }
  if (reader.isWordNext()) {
    const number = groups.namedNumber(reader.name());
    if (number !== undefined && reader.next() === ")") return { kind: "test-group", group: number };
  }
  reader.at = start - 1;
  if (reader.peek(1) === "?") checkCondition(reader);
  return { kind: "test-look" };
}

function checkCondition(reader: PatternReader): void {
  const mark = reader.peek(2);
  if (mark === "#") throw reader.fault("Alternation conditions cannot be comments.");
  const isNamed = mark === "<" && reader.left >= 4 && !/^[!=]$/.test(reader.peek(3));
  if (mark === "'" || isNamed) {
    throw reader.fault("Alternation conditions do not capture and cannot be named.");
  }
}
