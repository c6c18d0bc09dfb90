// The operator ipMatchFromFile.

import { prefixSetOf, readNetworks } from "./network-list.ts";
import type { OperatorDefinition } from "./operator.ts";

const entriesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/#.*$/s, "").trim())
    .filter((line) => line !== "");

/**
 * As ipMatch, with the list from a file: one entry a line, what stands behind a `#` is a comment.
 *
 * Argument: the file, found from the folder of the rule file
 * Returns: true where the value is an address that one of the entries is or holds
 * Captures: nothing
 * Example: `SecRule REMOTE_ADDR "@ipMatchFromFile partners.data" "id:1,phase:1,allow"`
 */
export const ipMatchFromFile: OperatorDefinition = {
  name: "ipMatchFromFile",
  aliases: ["ipMatchF"],
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
    const networks = readNetworks(entriesOf(text));
    if ("flaw" in networks) return networks;
    const set = prefixSetOf(networks);
    return (value) => set.lookupText(value) >= 0;
  },
};
