// The operator fuzzyHash, refused.

import type { OperatorDefinition } from "./operator.ts";
import { refusedOperator } from "./refused-operator.ts";

/**
 * In ModSecurity: compares the value's ssdeep hash with a file of hashes.
 *
 * Argument: any
 * Returns: nothing: the rule is refused, for it needs ssdeep, which is not carried
 * Captures: nothing
 * Example: none
 */
export const fuzzyHash: OperatorDefinition = refusedOperator(
  "fuzzyHash",
  "it needs ssdeep, which is not carried",
  "compare exact digests: t:sha1,t:hexEncode and @pmFromFile",
);
