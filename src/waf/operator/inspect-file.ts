// The operator inspectFile, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity: gives an uploaded file to a program.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for no program is run for a request
 * Captures: nothing
 * Example: none
 */
export const inspectFile: OperatorDefinition = refusedOperator(
  "inspectFile",
  "no program is run for a request",
  "have uploads inspected behind the gateway",
);
