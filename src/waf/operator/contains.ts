// The operator contains.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Looks for a text anywhere in the value, byte for byte.
 *
 * Argument: the text, with macros
 * Returns: true where the value has it in it
 * Captures: nothing
 * Example: `SecRule REQUEST_URI "@contains ../" "id:1,phase:1,deny"`
 */
export const contains: OperatorDefinition = {
  name: "contains",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => value.includes(text)),
};
