// The operator validateHash, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity 2: checks hashes that it wrote into the links of responses.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for links in responses are not changed
 * Captures: nothing
 * Example: none
 */
export const validateHash: OperatorDefinition = refusedOperator(
  "validateHash",
  "links in responses are not changed",
  "leave the rule out, with SecHashEngine and what belongs to it",
);
