// The operator pm.

import type { OperatorDefinition } from "./operator.ts";
import { phraseOperator } from "./phrase-operator.ts";

/** A phrase ends at white space, but not inside the bars of bytes given as digits. */
const PHRASE = /(?:\|(?:[0-9A-Fa-f]{2}[ \t]?)+\||[^\s])+/g;
const BYTES = /\|((?:[0-9A-Fa-f]{2}[ \t]?)+)\|/g;

export function readPhrases(argument: string): string[] {
  const isQuoted = argument.length > 1 && argument.startsWith('"') && argument.endsWith('"');
  const list = isQuoted ? argument.slice(1, -1) : argument;
  return (list.match(PHRASE) ?? []).map((phrase) =>
    phrase.replace(BYTES, (_bars, digits: string) =>
      Buffer.from(digits.replace(/[ \t]/g, ""), "hex").toString("latin1"),
    ),
  );
}

/**
 * Looks for any of a list of phrases, all at once, without regard to the case of ASCII letters.
 *
 * Argument: the phrases, with white space between them; `|48 54|` in one stands for bytes by their
 * hexadecimal digits, spaces among them; macros are not expanded
 * Returns: true where one of them is in the value
 * Captures: TX.0: the phrase that ends first, as the list has it
 * Example: `SecRule REQUEST_HEADERS:User-Agent "@pm nikto sqlmap x|20|y" "id:1,phase:1,deny,capture"`
 */
export const pm: OperatorDefinition = {
  name: "pm",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => {
    const phrases = readPhrases(argument);
    if (phrases.length > 0) return phraseOperator(phrases);
    return { flaw: "@pm has no phrase", hint: "write phrases with spaces between them" };
  },
};
