// The policy `include-fragment`: fragments by their id.

import { everyScope, everySection, type PolicyDefinition, text } from "./schema.ts";

/**
 * Puts the policies of a fragment in its place. A fragment holds no further fragment.
 *
 * Example:
 *     <include-fragment fragment-id="cors-headers" />
 */
export const includeFragment: PolicyDefinition = {
  name: "include-fragment",
  sections: everySection,
  scopes: everyScope,
  attributes: [{ name: "fragment-id", takes: text, isRequired: true, meaning: "id of the fragment" }],
};
