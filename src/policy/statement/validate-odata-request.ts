// The policy `validate-odata-request`: not supported.

import type { PolicyDefinition } from "./schema.ts";

/**
 * Would hold requests against the OData specification.
 *
 * Example:
 *     <validate-odata-request />
 */
export const validateOdataRequest: PolicyDefinition = {
  name: "validate-odata-request",
  sections: ["inbound"],
  scopes: ["global", "workspace", "product", "api"],
  refusal:
    "requests are not held against the OData specification here; use validate-parameters and validate-content",
};
