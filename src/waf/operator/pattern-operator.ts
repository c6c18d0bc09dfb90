// Operators whose argument is a regular expression. A macro in it stands for a part of the pattern, as in the
// reference engine: CRS 3.3's 920480 puts a list of alternatives in so. Pattern after pattern is compiled
// then.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { type CompiledRegex, compileRegex } from "../regex/compile-regex.ts";
import type { CompleteTable } from "../regex/complete-table.ts";
import type { RegexFlaw } from "../regex/pattern-cursor.ts";
import { literalText, parseMacro } from "../seclang/macro.ts";
import type { Operator, OperatorContext, OperatorEnvironment, OperatorFlaw } from "./operator.ts";

type Match = (regex: CompiledRegex, value: string, context: OperatorContext) => boolean;

/** Patterns of one rule that are kept compiled. */
const KEPT_PATTERNS = 8;

export function patternOperator(
  pattern: string,
  { isRegexMultiLine }: OperatorEnvironment,
  match: Match,
): Operator | OperatorFlaw {
  const compile = (text: string): CompiledRegex | RegexFlaw =>
    // References to groups: CRS 3.3's 942130 has one. What does not end within the steps counts as a match.
    compileRegex(text, { isMultiLine: isRegexMultiLine, allowsBackreferences: true });
  const macro = parseMacro(pattern);
  if (literalText(macro) === undefined) {
    const cached = cachedBy(compile);
    return (value, context) => {
      const regex = cached(context.expand(macro));
      return !("flaw" in regex) && match(regex, value, context);
    };
  }
  const regex = compile(pattern);
  if ("flaw" in regex) return regex;
  const operator: Operator = (value, context) => match(regex, value, context);
  return Object.assign(operator, {
    prepare: (captures: boolean) => regex.prepare(captures),
    useTable: (table: CompleteTable) => regex.useTable(table),
  });
}

function cachedBy<T extends object>(make: (text: string) => T): (text: string) => T {
  const kept = new BoundedCache<string, T>(KEPT_PATTERNS);
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    kept.set(text, made);
    return made;
  };
}
