// The operator validateUrlEncoding.

import type { OperatorDefinition } from "./operator.ts";

const INVALID = /%(?![0-9A-Fa-f]{2})/;

/**
 * Looks for broken percent encoding. To be put to values that are still encoded, REQUEST_URI_RAW and the
 * like.
 *
 * Argument: none
 * Returns: true where a `%` has no two hexadecimal digits behind it
 * Captures: nothing
 * Example: `SecRule REQUEST_URI_RAW "@validateUrlEncoding" "id:1,phase:1,deny"`
 */
export const validateUrlEncoding: OperatorDefinition = {
  name: "validateUrlEncoding",
  aliases: [],
  argument: "none",
  readsFile: false,
  passesWords: true,
  compile: () => (value) => INVALID.test(value),
};
