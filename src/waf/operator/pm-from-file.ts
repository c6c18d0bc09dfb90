// The operator pmFromFile.

import type { OperatorDefinition } from "./operator.ts";
import { phraseOperator } from "./phrase-operator.ts";

/** Spaces at both ends of a line belong to its phrase: lists use them as the ends of words. */
export function readLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
}

/**
 * As pm, with the phrases from a file: one a line, spaces in it included; lines that begin with `#` are
 * comments.
 *
 * Argument: the file, found from the folder of the rule file
 * Returns: true where one of the phrases is in the value
 * Captures: TX.0: the phrase that ends first, as the file has it
 * Example: `SecRule REQUEST_HEADERS:User-Agent "@pmFromFile scanners.data" "id:1,phase:1,deny,capture"`
 */
export const pmFromFile: OperatorDefinition = {
  name: "pmFromFile",
  aliases: ["pmf"],
  argument: "required",
  readsFile: true,
  compile: (argument, environment) => {
    const text = environment.fileText(argument);
    if (text === undefined) {
      return {
        flaw: `the file ${argument} cannot be read`,
        hint: "names count from the folder of the rule file",
      };
    }
    return phraseOperator(readLines(text));
  },
};
