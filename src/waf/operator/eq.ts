// The operator eq.

import { numericOperator } from "./numeric-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Compares as numbers: white space, a sign and digits at the beginning count, and what has none is 0.
 *
 * Argument: a whole number, with macros
 * Returns: true where the value is equal to it
 * Captures: nothing
 * Example: `SecRule &REQUEST_HEADERS:Host "@eq 0" "id:1,phase:1,deny"`
 */
export const eq: OperatorDefinition = numericOperator(
  "eq",
  (value, limit) => !(value < limit || value > limit),
);
