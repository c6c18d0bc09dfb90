// The operator gsbLookup, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity 2: asked Google Safe Browsing about a URL.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for the data that it asked are no longer published
 * Captures: nothing
 * Example: none
 */
export const gsbLookup: OperatorDefinition = refusedOperator(
  "gsbLookup",
  "the data that it asked are no longer published",
  "use a list of your own with @pmFromFile",
);
