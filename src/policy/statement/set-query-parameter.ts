// The policy `set-query-parameter`: query parameters.

import { everyScope, existsAction, type PolicyDefinition, text } from "./schema.ts";

/**
 * Sets, adds to or removes a query parameter of the request.
 *
 * Example:
 *     <set-query-parameter name="api-version" exists-action="override">
 *       <value>2</value>
 *     </set-query-parameter>
 */
export const setQueryParameter: PolicyDefinition = {
  name: "set-query-parameter",
  sections: ["inbound", "backend"],
  scopes: everyScope,
  attributes: [
    {
      name: "exists-action",
      takes: existsAction,
      allowsExpression: true,
      default: "override",
      meaning: "what is done where the parameter is there already",
    },
    { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "name of the parameter" },
  ],
  children: [
    {
      element: {
        name: "value",
        meaning: "A value; several become several parameters.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
  ],
};
