// The operator rsub, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity 2: replaces text in a body.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for rules do not change bodies
 * Captures: nothing
 * Example: none
 */
export const rsub: OperatorDefinition = refusedOperator(
  "rsub",
  "rules do not change bodies",
  "change bodies in a policy",
);
