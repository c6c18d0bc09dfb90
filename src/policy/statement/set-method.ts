// The policy `set-method`: the method of requests.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Changes the method of the request.
 *
 * Example:
 *     <set-method>POST</set-method>
 */
export const setMethod: PolicyDefinition = {
  name: "set-method",
  sections: ["inbound", "on-error"],
  scopes: everyScope,
  content: { kind: "text", takes: text, allowsExpression: true },
};
