// The operator strmatch.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Looks for a text anywhere in the value, byte for byte: as contains, under the name that ModSecurity 2 had
 * for it.
 *
 * Argument: the text, with macros
 * Returns: true where the value has it in it
 * Captures: nothing
 * Example: `SecRule REQUEST_HEADERS:User-Agent "@strmatch WebZIP" "id:1,phase:1,deny"`
 */
export const strmatch: OperatorDefinition = {
  name: "strmatch",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => value.includes(text)),
};
