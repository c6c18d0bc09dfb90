// Regular expressions that an administrator writes and an attacker feeds: RE2's syntax and its promise that
// the time grows with the length of the input only. The one place that knows the engine.

import { RE2JS } from "re2js";
import { compilePlainPattern } from "./plain-pattern.ts";

export type LinearRegex = {
  /** Capturing groups of the pattern. */
  readonly groupCount: number;
  /** The groups of the first match, unset ones empty; undefined where nothing matches. */
  readonly match: (text: string) => readonly string[] | undefined;
};

const MAX_PATTERN_CHARS = 1024;
/** Instructions of a compiled pattern: `(a{1000}){1000}` is short to write and takes seconds to run. */
const MAX_PROGRAM = 2000;

/** Compiles a pattern; a string says what is wrong with it. */
export function compileLinear(pattern: string, ignoreCase: boolean): LinearRegex | string {
  if (pattern.length > MAX_PATTERN_CHARS) return `is longer than ${MAX_PATTERN_CHARS} characters`;
  try {
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (compiled.programSize() > MAX_PROGRAM) return "repeats too much";
    return { groupCount: compiled.groupCount(), match: (text: string) => firstMatch(compiled, text) };
  } catch (error) {
    return error instanceof Error ? reasonOf(error.message) : "is not a regular expression";
  }
}

/**
 * Whether a text has a match, for a pattern in the syntax of ECMAScript, as JSON Schema has it (flag `u`).
 */
export type EcmaPattern = { readonly test: (text: string) => boolean };

/** Compiles a pattern of a JSON Schema; a string says what is wrong with it. */
export function compileEcmaPattern(pattern: string): EcmaPattern | string {
  if (pattern.length > MAX_PATTERN_CHARS) return `is longer than ${MAX_PATTERN_CHARS} characters`;
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    if (compiled.programSize() > MAX_PROGRAM) return "repeats too much";
    return { test: compilePlainPattern(pattern) ?? ((text: string) => compiled.test(text)) };
  } catch (error) {
    return error instanceof Error ? reasonOf(error.message) : "is not a regular expression";
  }
}

/** Why a pattern of a JSON Schema cannot be compiled; undefined where it can. */
export function ecmaPatternFlaw(pattern: string): string | undefined {
  const compiled = compileEcmaPattern(pattern);
  return typeof compiled === "string" ? compiled : undefined;
}

function firstMatch(compiled: RE2JS, text: string): readonly string[] | undefined {
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return undefined;
  const groups: string[] = [];
  for (let i = 1; i <= compiled.groupCount(); i++) groups.push(matcher.group(i) ?? "");
  return groups;
}

/** Of "error parsing regexp: missing closing ): `…`" the middle: the pattern may not be for every eye. */
function reasonOf(message: string): string {
  return `cannot be read: ${message.replace(/^error parsing regexp: /, "").replace(/: `[^]*$/, "")}`;
}
