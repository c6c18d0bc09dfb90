// The operator containsWord.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

function containsAsWord(value: string, text: string): boolean {
  if (text === "") return true;
  for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + 1)) {
    if (!isLetter(value.charCodeAt(at - 1)) && !isLetter(value.charCodeAt(at + text.length))) return true;
  }
  return false;
}

/** False for NaN, which charCodeAt gives beyond both ends. */
function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a && code < 0x80;
}

/**
 * Looks for a text in the value that has no letter right before or behind it. Digits, `_` and bytes beyond
 * ASCII do not belong to words.
 *
 * Argument: the text, with macros
 * Returns: true where the value has it in it as a word
 * Captures: nothing
 * Example: `SecRule ARGS "@containsWord select" "id:1,phase:2,deny"`
 */
export const containsWord: OperatorDefinition = {
  name: "containsWord",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => textOperator(argument, containsAsWord),
};
