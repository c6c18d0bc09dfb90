// The operator gt.

import { numericOperator } from "./numeric-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Compares as numbers: white space, a sign and digits at the beginning count, and what has none is 0.
 *
 * Argument: a whole number, with macros
 * Returns: true where the value is greater
 * Captures: nothing
 * Example: `SecRule &ARGS "@gt 255" "id:1,phase:2,deny"`
 */
export const gt: OperatorDefinition = numericOperator("gt", (value, limit) => value > limit);
