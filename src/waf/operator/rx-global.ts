// The operator rxGlobal.

import type { OperatorDefinition } from "./operator.ts";
import { patternOperator } from "./pattern-operator.ts";
import { PLACES, tenPlaces } from "./ten-places.ts";

/**
 * As rx, but goes on behind each match: the captures of all of them follow one another.
 *
 * Argument: the pattern, as of rx
 * Returns: true where it matches anywhere in the value
 * Captures: TX.0 to TX.9: of each match what matched, then its groups, until the ten places are full
 * Example: `SecRule ARGS "@rxGlobal ([0-9]+)" "id:1,phase:2,pass,capture"`
 */
export const rxGlobal: OperatorDefinition = {
  name: "rxGlobal",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (pattern, environment) =>
    patternOperator(pattern, environment, (regex, value, context) => {
      if (!context.isCapturing) return regex.test(value);
      const matches = regex.execAll(value, PLACES);
      if (matches.length === 0) return false;
      context.capture(tenPlaces(matches.flat()));
      return true;
    }),
};
