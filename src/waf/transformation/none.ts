// The transformation none.

import type { TransformationDefinition } from "./transformation.ts";

/**
 * Changes nothing. In a rule it drops the transformations named before it, also those of SecDefaultAction; that is
 * carried out when rules are read.
 *
 * Invalid input: there is none.
 * Example: `t:lowercase,t:none,t:trim` is `t:trim`
 */
export const none: TransformationDefinition = {
  name: "none",
  apply: (input) => input,
  triggers: /[]/,
};
