// The operator ne.

import { numericOperator } from "./numeric-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Compares as numbers: white space, a sign and digits at the beginning count, and what has none is 0.
 *
 * Argument: a whole number, with macros
 * Returns: true where the value is not equal to it
 * Captures: nothing
 * Example: `SecRule &ARGS:id "@ne 1" "id:1,phase:2,deny"`
 */
export const ne: OperatorDefinition = numericOperator("ne", (value, limit) => value < limit || value > limit);
