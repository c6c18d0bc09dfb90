// The policy `set-status`: the status of responses.

import { everyScope, everySection, type PolicyDefinition, statusCode, text } from "./schema.ts";

/**
 * Changes the status of the response. Azure's own documents often have no reason, whatever its reference
 * says.
 *
 * Example:
 *     <set-status code="404" reason="Not Found" />
 */
export const setStatus: PolicyDefinition = {
  name: "set-status",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    { name: "code", takes: statusCode, allowsExpression: true, isRequired: true, meaning: "status" },
    {
      name: "reason",
      takes: text,
      allowsExpression: true,
      meaning: "reason phrase; the usual one of the status without it",
    },
  ],
};
