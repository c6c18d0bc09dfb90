// The policy `rewrite-uri`: path and query towards the backend.

import { bool, everyScope, type PolicyDefinition, uriTemplate } from "./schema.ts";

/**
 * Changes path and query of the request to the backend. The template is wholly an expression or wholly a
 * text with the parameters of the operation in braces.
 *
 * Example:
 *     <rewrite-uri template="/v2/items/{id}" copy-unmatched-params="false" />
 */
export const rewriteUri: PolicyDefinition = {
  name: "rewrite-uri",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "template",
      takes: uriTemplate,
      allowsExpression: true,
      isRequired: true,
      meaning: "the new path and query",
    },
    {
      name: "copy-unmatched-params",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether query parameters that the operation does not name are kept",
    },
  ],
};
