// The policy `return-response`: an answer of the gateway.

import { everyScope, everySection, type PolicyDefinition, variableName } from "./schema.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setStatus } from "./set-status.ts";

/**
 * Ends the section and answers the caller, with a response that starts empty, or is the one in a context
 * variable.
 *
 * Example:
 *     <return-response>
 *       <set-status code="401" reason="Unauthorized" />
 *     </return-response>
 */
export const returnResponse: PolicyDefinition = {
  name: "return-response",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "response-variable-name",
      takes: variableName,
      meaning: "variable that holds the response to begin with",
    },
  ],
  children: [{ element: setStatus }, { element: setHeader, isMany: true }, { element: setBody }],
};
