// The operator rx.

import type { Operator, OperatorDefinition } from "./operator.ts";
import { patternOperator } from "./pattern-operator.ts";
import { tenPlaces } from "./ten-places.ts";

/**
 * Looks for a regular expression in the value: PCRE's syntax, on bytes, in linear time. With
 * look-around, atomic groups or references to groups, what takes more steps than a bound counts as a match.
 * The dot takes newlines too; `^` and `$` are the ends of the value unless rules are read with lines.
 *
 * Argument: the pattern; a macro stands for a part of it, and where that makes it no pattern it does not
 * match
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
    if (pattern === ALL && !environment.isRegexMultiLine) return captureAll;
    return patternOperator(pattern, environment, (regex, value, context) => {
      if (!context.isCapturing) return regex.test(value);
      if (regex.isRegular) {
        const end = regex.firstEnd(value);
        if (end < 0) return false;
        context.captureLater(() => tenPlaces(regex.execUntil(value, end) ?? []));
        return true;
      }
      const groups = regex.exec(value);
      if (groups === undefined) return false;
      context.capture(tenPlaces(groups));
      return true;
    });
  },
};

/** How rules take a value as a capture, header by header: worth no automaton. */
const ALL = "^.*$";

const captureAll: Operator = (value, context) => {
  if (context.isCapturing) context.capture([value]);
  return true;
};
