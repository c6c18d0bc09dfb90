// The policy `cors`: cross-origin requests of browsers.

import { bool, count, everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Answers CORS preflight requests, and lets browsers read responses from other origins.
 *
 * Example:
 *     <cors>
 *       <allowed-origins>
 *         <origin>https://app.example.com</origin>
 *       </allowed-origins>
 *       <allowed-headers>
 *         <header>*</header>
 *       </allowed-headers>
 *     </cors>
 */
export const cors: PolicyDefinition = {
  name: "cors",
  sections: ["inbound"],
  scopes: everyScope,
  once: "section",
  attributes: [
    {
      name: "allow-credentials",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether requests may carry cookies and the like",
    },
    {
      name: "terminate-unmatched-request",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether requests of other origins end here",
    },
  ],
  children: [
    {
      element: {
        name: "allowed-origins",
        meaning: "Origins that may call.",
        children: [
          {
            element: {
              name: "origin",
              meaning: "An origin, or `*`.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
      isRequired: true,
    },
    {
      element: {
        name: "allowed-methods",
        meaning: "Methods that may be used; GET and POST without it.",
        attributes: [
          {
            name: "preflight-result-max-age",
            takes: count,
            allowsExpression: true,
            default: "0",
            meaning: "seconds for which browsers remember the answer",
          },
        ],
        children: [
          {
            element: {
              name: "method",
              meaning: "A method, or `*`.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
    {
      element: {
        name: "allowed-headers",
        meaning: "Request headers that may be sent.",
        children: [
          {
            element: {
              name: "header",
              meaning: "A header, or `*`.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
      isRequired: true,
    },
    {
      element: {
        name: "expose-headers",
        meaning: "Response headers that scripts may read.",
        children: [
          {
            element: {
              name: "header",
              meaning: "A header, or `*`.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
  ],
};
