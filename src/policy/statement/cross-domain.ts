// The policy `cross-domain`: not supported.

import type { PolicyDefinition } from "./schema.ts";

/**
 * Would answer requests of Flash and Silverlight for their policy file.
 *
 * Example:
 *     <cross-domain />
 */
export const crossDomain: PolicyDefinition = {
  name: "cross-domain",
  sections: ["inbound"],
  scopes: ["global"],
  refusal: "Flash and Silverlight are gone; browsers use cors",
};
