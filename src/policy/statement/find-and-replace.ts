// The policy `find-and-replace`: texts in bodies.

import { everyScope, everySection, type PolicyDefinition, text } from "./schema.ts";

/**
 * Replaces a text wherever it stands in the body.
 *
 * Example:
 *     <find-and-replace from="http://inner.example" to="https://api.example.com" />
 */
export const findAndReplace: PolicyDefinition = {
  name: "find-and-replace",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "from",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "text that is looked for",
    },
    { name: "to", takes: text, allowsExpression: true, isRequired: true, meaning: "what stands there then" },
  ],
};
