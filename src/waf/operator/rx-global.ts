// The operator rxGlobal.

import { compileRegex } from "../regex/compile-regex.ts";
import type { OperatorDefinition } from "./operator.ts";
import { PLACES, tenPlaces } from "./ten-places.ts";

/**
 * As rx, but goes on behind each match: the captures of all of them follow one another.
 *
 * Argument: the pattern; macros are not expanded
 * Returns: true where it matches anywhere in the value
 * Captures: TX.0 to TX.9: of each match what matched, then its groups, until the ten places are full
 * Example: `SecRule ARGS "@rxGlobal ([0-9]+)" "id:1,phase:2,pass,capture"`
 */
export const rxGlobal: OperatorDefinition = {
  name: "rxGlobal",
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
      const matches = regex.execAll(value, PLACES);
      if (matches.length === 0) return false;
      context.capture(tenPlaces(matches.flat()));
      return true;
    };
  },
};
