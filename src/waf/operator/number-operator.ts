// Operators that look for numbers with check digits in which nothing but digits counts.

import { compileRegex } from "../regex/compile-regex.ts";
import { findNumber } from "./find-number.ts";
import type { OperatorDefinition } from "./operator.ts";

export function numberOperator(name: string, isValid: (digits: string) => boolean): OperatorDefinition {
  return {
    name,
    aliases: [],
    argument: "required",
    readsFile: false,
    compile: (pattern, environment) => {
      const regex = compileRegex(pattern, { isMultiLine: environment.isRegexMultiLine });
      if ("flaw" in regex) return regex;
      return (value, context) => {
        const found = findNumber(regex, value, (candidate) => isValid(candidate.replace(/[^0-9]+/g, "")));
        if (found === undefined) return false;
        if (context.isCapturing) context.capture([found]);
        return true;
      };
    },
  };
}
