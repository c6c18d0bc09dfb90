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
      const pattern = compileRegex(selector.pattern, { isCaseless: true });
      return "flaw" in pattern ? () => false : (name) => pattern.test(name);
    }
  }
}
