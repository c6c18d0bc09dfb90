// The operator within.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Looks for the value anywhere in a text: the other way round than contains. Words of a list need a mark at
 * both ends, in the list and by a transformation or macro around the value, or parts of words match too.
 *
 * Argument: the text, with macros
 * Returns: true where the text has the value in it, also where the value is empty
 * Captures: nothing
 * Example: `SecRule REQUEST_METHOD "!@within GET,POST,HEAD" "id:1,phase:1,deny"`
 */
export const within: OperatorDefinition = {
  name: "within",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, (value, text) => text.includes(value)),
};
