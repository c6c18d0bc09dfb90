// The operator rx.

import { compileRegex } from "../regex/compile-regex.ts";
import type { OperatorDefinition } from "./operator.ts";
import { tenPlaces } from "./ten-places.ts";

/**
 * Looks for a regular expression in the value: PCRE's syntax, on bytes, in linear time. With
 * look-around, atomic groups or references to groups, what takes more steps than a bound counts as a match.
 * The dot takes newlines too; `^` and `$` are the ends of the value unless rules are read with lines.
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
    const regex = compileRegex(pattern, {
      isMultiLine: environment.isRegexMultiLine,
      // CRS 3.3's 942130 has one. What does not end within the engine's steps counts as a match.
      allowsBackreferences: true,
    });
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
