// The policy `json-to-xml`: JSON bodies as XML.

import { bool, everyScope, oneOf, type PolicyDefinition, text } from "./schema.ts";

/**
 * Turns a JSON body into XML.
 *
 * Example:
 *     <json-to-xml apply="always" consider-accept-header="false" />
 */
export const jsonToXml: PolicyDefinition = {
  name: "json-to-xml",
  sections: ["inbound", "outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    {
      name: "apply",
      takes: oneOf("always", "content-type-json"),
      allowsExpression: true,
      isRequired: true,
      meaning: "whether it is done always, or where the media type says JSON",
    },
    {
      name: "consider-accept-header",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether it is done only where Accept asks for XML",
    },
    {
      name: "parse-date",
      takes: bool,
      default: "true",
      meaning: "whether texts that look like dates are written as dates",
    },
    {
      name: "namespace-separator",
      takes: text,
      allowsExpression: true,
      default: "_",
      meaning: "what stands between prefix and name",
    },
    {
      name: "namespace-prefix",
      takes: text,
      allowsExpression: true,
      meaning: "property that declares a namespace",
    },
    {
      name: "attribute-block-name",
      takes: text,
      allowsExpression: true,
      meaning: "property whose members become attributes",
    },
  ],
};
