// The policy `set-header`: headers.

import { everyScope, everySection, existsAction, type PolicyDefinition, text } from "./schema.ts";

/**
 * Sets, adds to or removes a header: of the request in inbound and backend, of the response in outbound and
 * on-error.
 *
 * Example:
 *     <set-header name="X-Tenant" exists-action="override">
 *       <value>a</value>
 *     </set-header>
 */
export const setHeader: PolicyDefinition = {
  name: "set-header",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "exists-action",
      takes: existsAction,
      allowsExpression: true,
      default: "override",
      meaning: "what is done where the header is there already",
    },
    { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "name of the header" },
  ],
  children: [
    {
      element: {
        name: "value",
        meaning: "A value; several become several header lines.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
  ],
};
