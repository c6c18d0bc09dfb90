// The operator streq.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Compares the whole value, byte for byte.
 *
 * Argument: the text, with macros
 * Returns: true where both are the same
 * Captures: nothing
 * Example: `SecRule ARGS:mode "!@streq safe" "id:1,phase:2,deny"`
 */
export const streq: OperatorDefinition = {
  name: "streq",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => value === text),
};
