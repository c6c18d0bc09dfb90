// The operator validateDTD, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity: validates an XML body against a DTD.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for DTDs are a way to attack the reader
 * Captures: nothing
 * Example: none
 */
export const validateDTD: OperatorDefinition = refusedOperator(
  "validateDTD",
  "DTDs are a way to attack the reader",
  'refuse bodies with a DOCTYPE: SecRule REQUEST_BODY "@rx <!DOCTYPE"',
);
