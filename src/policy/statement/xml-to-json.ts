// The policy `xml-to-json`: XML bodies as JSON.

import { bool, everyScope, oneOf, type PolicyDefinition } from "./schema.ts";

/**
 * Turns an XML body into JSON.
 *
 * Example:
 *     <xml-to-json kind="direct" apply="content-type-xml" />
 */
export const xmlToJson: PolicyDefinition = {
  name: "xml-to-json",
  sections: ["inbound", "outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    {
      name: "kind",
      takes: oneOf("javascript-friendly", "direct"),
      allowsExpression: true,
      isRequired: true,
      meaning: "whether names are easy to use in JavaScript, or follow the XML",
    },
    {
      name: "apply",
      takes: oneOf("always", "content-type-xml"),
      allowsExpression: true,
      isRequired: true,
      meaning: "whether it is done always, or where the media type says XML",
    },
    {
      name: "consider-accept-header",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether it is done only where Accept asks for JSON",
    },
    {
      name: "always-array-child-elements",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether each child element becomes an array",
    },
  ],
};
