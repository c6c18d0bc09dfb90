// The policy `check-header`: request headers.

import { bool, noWorkspace, type PolicyDefinition, statusCode, text } from "./schema.ts";

/**
 * Lets a request pass only with a header, and where values are given only with one of them.
 *
 * Example:
 *     <check-header name="X-Key" failed-check-httpcode="401" failed-check-error-message="no"
 *       ignore-case="false">
 *       <value>a</value>
 *     </check-header>
 */
export const checkHeader: PolicyDefinition = {
  name: "check-header",
  sections: ["inbound"],
  scopes: noWorkspace,
  attributes: [
    { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "name of the header" },
    {
      name: "failed-check-httpcode",
      takes: statusCode,
      allowsExpression: true,
      isRequired: true,
      meaning: "status of the refusal",
    },
    {
      name: "failed-check-error-message",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "message of the refusal",
    },
    {
      name: "ignore-case",
      takes: bool,
      allowsExpression: true,
      isRequired: true,
      meaning: "whether letters match in either case",
    },
  ],
  children: [
    {
      element: {
        name: "value",
        meaning: "A value that it may have.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
  ],
};
