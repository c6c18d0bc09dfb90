// The policy `redirect-content-urls`: links in bodies.

import { everyScope, type PolicyDefinition } from "./schema.ts";

/**
 * Replaces addresses of the backend in the body by those of the gateway, or the other way in requests;
 * headers stay as they are.
 *
 * Example:
 *     <redirect-content-urls />
 */
export const redirectContentUrls: PolicyDefinition = {
  name: "redirect-content-urls",
  sections: ["inbound", "outbound"],
  scopes: everyScope,
};
