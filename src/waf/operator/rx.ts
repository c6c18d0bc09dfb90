// The operator rx.

import { compileRegex } from "../regex/compile-regex.ts";
import type { OperatorDefinition } from "./operator.ts";
import { tenPlaces } from "./ten-places.ts";

/**
 * Looks for a regular expression in the value: PCRE's syntax, on bytes, in linear time. The dot takes
 * newlines too; `^` and `$` are the ends of the value unless rules are read with lines.
 *
 * Argument: the pattern; macros are not expanded
 * Returns: true where it matches anywhere in the value
 * Captures: TX.0: what matched; TX.1 to TX.9: its groups
 * Example: `SecRule REQUEST_HEADERS:User-Agent "@rx nikto/([0-9.]+)" "id:1,phase:1,deny,capture"`
 */
export const rx: OperatorDefinition = {
  name: "rx",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (pattern, environment) => {
    const regex = compileRegex(pattern, { isMultiLine: environment.isRegexMultiLine });
    if ("flaw" in regex) return regex;
    return (value, context) => {
      if (!context.isCapturing) return regex.test(value);
      const groups = regex.exec(value);
      if (groups === undefined) return false;
      context.capture(tenPlaces(groups));
      return true;
    };
  },
};
