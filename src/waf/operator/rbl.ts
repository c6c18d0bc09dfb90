// The operator rbl: asks by the port that the embedding offers, which answers from memory.

import type { OperatorDefinition } from "./operator.ts";
import { textOperator } from "./text-operator.ts";

/**
 * Asks a block list in the DNS about an address.
 *
 * Argument: the zone, with macros
 * Returns: true where the list is known to have the address; false as long as the answer is not at hand, and
 * where the embedding offers no lists
 * Captures: nothing
 * Example: `SecRule REMOTE_ADDR "@rbl dnsbl.example.org" "id:1,phase:1,deny"`
 */
export const rbl: OperatorDefinition = {
  name: "rbl",
  aliases: [],
  argument: "required",
  readsFile: false,
  compile: (argument, { ports }) => textOperator(argument, ports.rbl ?? (() => false)),
};
