// The policy `set-body`: bodies.

import { bool, everyScope, oneOf, type PolicyDefinition, text } from "./schema.ts";

/**
 * Replaces the body by a literal, by an expression's value, or by what a Liquid template makes.
 *
 * Example:
 *     <set-body>@(context.Variables["body"].ToString())</set-body>
 */
export const setBody: PolicyDefinition = {
  name: "set-body",
  sections: ["inbound", "outbound", "backend"],
  scopes: everyScope,
  attributes: [
    {
      name: "template",
      takes: oneOf("liquid"),
      meaning: "language of the template; without it the text is literal or an expression",
    },
    {
      name: "xsi-nil",
      takes: oneOf("blank", "null"),
      default: "blank",
      meaning: "what elements with xsi:nil are to a template",
    },
    {
      name: "parse-date",
      takes: bool,
      default: "true",
      meaning: "whether texts that look like dates are dates to a template",
    },
  ],
  content: { kind: "text", takes: text, allowsExpression: true },
};
