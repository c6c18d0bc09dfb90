// The operator ipMatch.

import { literalText, parseMacro } from "../seclang/macro.ts";
import { isInNetworks, prefixSetOf, readNetworks } from "./network-list.ts";
import type { OperatorDefinition } from "./operator.ts";

const entriesOf = (list: string): string[] =>
  list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

/**
 * Compares an address with addresses and networks, IPv4 and IPv6. An IPv4 address written as IPv6
 * (`::ffff:192.0.2.1`) is the IPv4 address.
 *
 * Argument: the list, with commas between its entries; with macros, entries that are no network are passed
 * over
 * Returns: true where the value is an address that one of them is or holds
 * Captures: nothing
 * Example: `SecRule REMOTE_ADDR "!@ipMatch 10.0.0.0/8,2001:db8::/32" "id:1,phase:1,deny"`
 */
export const ipMatch: OperatorDefinition = {
  name: "ipMatch",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument) => {
    const macro = parseMacro(argument);
    const literal = literalText(macro);
    if (literal === undefined) {
      return (value, context) =>
        entriesOf(context.expand(macro)).some((entry) => {
          const networks = readNetworks([entry]);
          return !("flaw" in networks) && isInNetworks(value, networks);
        });
    }
    const networks = readNetworks(entriesOf(literal));
    if ("flaw" in networks) return networks;
    const set = prefixSetOf(networks);
    return (value) => set.lookupText(value) >= 0;
  },
};
