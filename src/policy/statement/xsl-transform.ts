// The policy `xsl-transform`: XSLT over bodies.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Puts an XML body through an XSLT 1.0 stylesheet. An empty body stays empty, and one that is no XML fails
 * with the reason XslTransformFailure; the header Content-Type stays as it is.
 *
 * Example:
 *     <xsl-transform>
 *       <parameter parameter-name="caller">@(context.Request.IpAddress)</parameter>
 *       <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
 *         <xsl:param name="caller" />
 *         <xsl:template match="/">
 *           <order caller="{$caller}">
 *             <xsl:copy-of select="order/line" />
 *           </order>
 *         </xsl:template>
 *       </xsl:stylesheet>
 *     </xsl-transform>
 */
export const xslTransform: PolicyDefinition = {
  name: "xsl-transform",
  sections: ["inbound", "outbound"],
  scopes: everyScope,
  children: [
    {
      element: {
        name: "parameter",
        meaning: "The value of a parameter of the stylesheet, as text.",
        attributes: [
          { name: "parameter-name", takes: text, meaning: "its name" },
          { name: "name", takes: text, meaning: "its name" },
        ],
        content: { kind: "text", takes: text, allowsExpression: true },
        rules: [{ kind: "exactly-one", of: ["parameter-name", "name"] }],
      },
      isMany: true,
    },
    {
      element: {
        name: "xsl:stylesheet",
        meaning: "The stylesheet; `xsl:transform`, or an element with `xsl:version`, may stand in its place.",
        content: { kind: "stylesheet" },
      },
      isRequired: true,
    },
  ],
};
