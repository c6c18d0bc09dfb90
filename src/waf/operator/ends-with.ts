// The operator endsWith.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Compares the end of the value, byte for byte.
 *
 * Argument: the text, with macros
 * Returns: true where the value ends with it
 * Captures: nothing
 * Example: `SecRule REQUEST_FILENAME "@endsWith .bak" "id:1,phase:1,deny"`
 */
export const endsWith: OperatorDefinition = {
  name: "endsWith",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => value.endsWith(text)),
};
