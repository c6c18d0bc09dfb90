// The operator validateSchema, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity: validates an XML body against a schema.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for XML schemas are not read
 * Captures: nothing
 * Example: none
 */
export const validateSchema: OperatorDefinition = refusedOperator(
  "validateSchema",
  "XML schemas are not read",
  "describe bodies in a contract",
);
