// The policy `mock-response`: made-up responses.

import { everyScope, type PolicyDefinition, statusCode, text } from "./schema.ts";

/**
 * Answers with an example of the operation, or with one made from its schema, without a call to the
 * backend.
 *
 * Example:
 *     <mock-response status-code="200" content-type="application/json" />
 */
export const mockResponse: PolicyDefinition = {
  name: "mock-response",
  sections: ["inbound", "outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    { name: "status-code", takes: statusCode, default: "200", meaning: "status whose example is given" },
    {
      name: "content-type",
      takes: text,
      meaning: "media type whose example is given; the first there is without it",
    },
  ],
};
