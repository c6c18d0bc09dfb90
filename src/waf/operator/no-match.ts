// The operator noMatch.

import type { OperatorDefinition } from "./operator.ts";

/**
 * Never matches.
 *
 * Argument: none
 * Returns: false
 * Captures: nothing
 * Example: `SecRule ARGS "@noMatch" "id:1,phase:2,deny"`
 */
export const noMatch: OperatorDefinition = {
  name: "noMatch",
  aliases: [],
  argument: "none",
  readsFile: false,
  compile: () => () => false,
};
