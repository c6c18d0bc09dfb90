// The selectors of targets as tests of a member's name. Case never counts, as in the reference engines.

import { compileRegex } from "../regex/compile-regex.ts";
import type { Selector } from "../seclang/directive.ts";
import type { KeyTest } from "./rule-unit.ts";

/**
 * Undefined means every member. A pattern that cannot be read means none; the reader of rules has refused it.
 */
export function keyTest(selector: Selector): KeyTest | undefined {
  switch (selector.kind) {
    case "all":
      return undefined;
    case "key": {
      const { key } = selector;
      const lower = key.toLowerCase();
      return (name) => name === key || (name.length === lower.length && name.toLowerCase() === lower);
    }
    case "pattern": {
      const prefix = literalPrefix.exec(selector.pattern)?.[1]?.toLowerCase();
      if (prefix !== undefined) return (name) => beginsWith(name, prefix);
      const pattern = compileRegex(selector.pattern, { isCaseless: true });
      return "flaw" in pattern ? () => false : (name) => pattern.test(name);
    }
  }
}

/** How rules find the variables again that they have set: `TX:/^header_name_/`. Worth no automaton. */
const literalPrefix = /^\^([\w-]+)$/;

function beginsWith(name: string, lower: string): boolean {
  if (name.startsWith(lower)) return true;
  return name.length >= lower.length && name.slice(0, lower.length).toLowerCase() === lower;
}
