// The operator unconditionalMatch.

import type { OperatorDefinition } from "./operator.ts";

/**
 * Matches whatever the value is: SecAction with targets.
 *
 * Argument: none
 * Returns: true
 * Captures: nothing
 * Example: `SecRule REMOTE_ADDR "@unconditionalMatch" "id:1,phase:1,pass,nolog,setvar:tx.seen=1"`
 */
export const unconditionalMatch: OperatorDefinition = {
  name: "unconditionalMatch",
  aliases: [],
  argument: "none",
  readsFile: false,
  compile: () => () => true,
};
