// The operator beginsWith.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Compares the beginning of the value, byte for byte.
 *
 * Argument: the text, with macros
 * Returns: true where the value begins with it
 * Captures: nothing
 * Example: `SecRule REQUEST_LINE "!@beginsWith GET" "id:1,phase:1,deny"`
 */
export const beginsWith: OperatorDefinition = {
  name: "beginsWith",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => value.startsWith(text)),
};
