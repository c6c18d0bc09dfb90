// The operator lt.

import { numericOperator } from "./numeric-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Compares as numbers: white space, a sign and digits at the beginning count, and what has none is 0.
 *
 * Argument: a whole number, with macros
 * Returns: true where the value is less
 * Captures: nothing
 * Example: `SecRule TX:level "@lt 2" "id:1,phase:1,pass,skipAfter:END"`
 */
export const lt: OperatorDefinition = numericOperator("lt", (value, limit) => value < limit);
