// The policy `jsonp`: not supported.

import { everyScope, type PolicyDefinition } from "./schema.ts";

/**
 * Would wrap responses into the call of a function.
 *
 * Example:
 *     <jsonp callback-parameter-name="cb" />
 */
export const jsonp: PolicyDefinition = {
  name: "jsonp",
  sections: ["outbound"],
  scopes: everyScope,
  refusal: "JSONP lets every site read the response; use cors",
};
