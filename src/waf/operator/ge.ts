// The operator ge.

import { numericOperator } from "./numeric-operator.ts";
import type { OperatorDefinition } from "./operator.ts";

/**
 * Compares as numbers: white space, a sign and digits at the beginning count, and what has none is 0.
 *
 * Argument: a whole number, with macros
 * Returns: true where the value is equal to it or greater
 * Captures: nothing
 * Example: `SecRule TX:score "@ge %{tx.threshold}" "id:1,phase:2,deny"`
 */
export const ge: OperatorDefinition = numericOperator("ge", (value, limit) => value >= limit);
