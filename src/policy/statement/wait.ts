// The policy `wait`: waiting for several calls.

import { everyScope, oneOf, type PolicyDefinition } from "./schema.ts";

/**
 * Runs its policies side by side and goes on when all of them have ended, or the first.
 *
 * Example:
 *     <wait for="all">
 *       <cache-lookup-value key="k" variable-name="v" />
 *     </wait>
 */
export const wait: PolicyDefinition = {
  name: "wait",
  sections: ["inbound", "outbound", "backend"],
  scopes: everyScope,
  attributes: [
    {
      name: "for",
      takes: oneOf("all", "any"),
      allowsExpression: true,
      default: "all",
      meaning: "whether all of them are waited for, or any",
    },
  ],
  content: { kind: "policies", only: ["send-request", "cache-lookup-value", "choose"] },
};
