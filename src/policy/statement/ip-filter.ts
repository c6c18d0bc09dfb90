// The policy `ip-filter`: client addresses.

import { address, everyScope, oneOf, type PolicyDefinition } from "./schema.ts";

/**
 * Lets requests of some addresses pass, or all but those.
 *
 * Example:
 *     <ip-filter action="allow">
 *       <address>192.0.2.7</address>
 *       <address-range from="10.0.0.0" to="10.0.0.255" />
 *     </ip-filter>
 */
export const ipFilter: PolicyDefinition = {
  name: "ip-filter",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "action",
      takes: oneOf("allow", "forbid"),
      allowsExpression: true,
      isRequired: true,
      meaning: "whether those addresses alone may pass, or may not",
    },
  ],
  children: [
    {
      element: {
        name: "address",
        meaning: "One address.",
        content: { kind: "text", takes: address, allowsExpression: true },
      },
      isMany: true,
    },
    {
      element: {
        name: "address-range",
        meaning: "All addresses from one to another.",
        attributes: [
          { name: "from", takes: address, allowsExpression: true, isRequired: true, meaning: "the first" },
          { name: "to", takes: address, allowsExpression: true, isRequired: true, meaning: "the last" },
        ],
      },
      isMany: true,
    },
  ],
  rules: [{ kind: "at-least-one-child", of: ["address", "address-range"] }],
};
