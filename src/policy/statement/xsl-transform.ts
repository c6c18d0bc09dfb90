// The policy `xsl-transform`: XSLT over bodies.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Puts an XML body through an XSLT 1.0 stylesheet.
 *
 * Example:
 *     <xsl-transform>
 *       <xsl:stylesheet version="1.0"></xsl:stylesheet>
 *     </xsl-transform>
 */
export const xslTransform: PolicyDefinition = {
  name: "xsl-transform",
  sections: ["inbound", "outbound"],
  scopes: everyScope,
  refusal:
    "stylesheets can read other documents by themselves, which nothing here could hold back; use a Liquid template in set-body",
  children: [
    {
      element: {
        name: "parameter",
        meaning: "A parameter of the stylesheet.",
        attributes: [
          { name: "parameter-name", takes: text, meaning: "its name" },
          { name: "name", takes: text, meaning: "its name" },
        ],
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
    {
      element: { name: "xsl:stylesheet", meaning: "The stylesheet.", content: { kind: "markup" } },
      isRequired: true,
    },
  ],
};
