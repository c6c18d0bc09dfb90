// The policy `rate-limit`: calls of a subscription per period.

import { headerName, integer, type PolicyDefinition, positiveCount, text, variableName } from "./schema.ts";

/**
 * Lets a subscription call so often in a sliding period; one call more gets status 429. It counts only
 * requests that came with a subscription key.
 *
 * Example:
 *     <rate-limit calls="20" renewal-period="60" />
 */
export const rateLimit: PolicyDefinition = {
  name: "rate-limit",
  sections: ["inbound"],
  scopes: ["product", "api", "operation"],
  once: "document",
  attributes: [
    { name: "calls", takes: positiveCount, isRequired: true, meaning: "calls per period" },
    {
      name: "renewal-period",
      takes: integer(1, 300),
      isRequired: true,
      meaning: "seconds of the sliding period",
    },
    {
      name: "retry-after-header-name",
      takes: headerName,
      default: "Retry-After",
      meaning: "response header for the seconds until a call may come again",
    },
    { name: "retry-after-variable-name", takes: variableName, meaning: "variable for those seconds" },
    {
      name: "remaining-calls-header-name",
      takes: headerName,
      meaning: "response header for the calls that are left",
    },
    {
      name: "remaining-calls-variable-name",
      takes: variableName,
      meaning: "variable for the calls that are left",
    },
    {
      name: "total-calls-header-name",
      takes: headerName,
      meaning: "response header for the calls of a period",
    },
  ],
  children: [
    {
      element: {
        name: "api",
        meaning: "A limit of its own for one API of the product.",
        attributes: [
          { name: "name", takes: text, meaning: "its name" },
          { name: "id", takes: text, meaning: "its id" },
          { name: "calls", takes: positiveCount, isRequired: true, meaning: "calls per period" },
          {
            name: "renewal-period",
            takes: integer(1, 300),
            isRequired: true,
            meaning: "seconds of the sliding period",
          },
        ],
        children: [
          {
            element: {
              name: "operation",
              meaning: "A limit of its own for one operation of the API.",
              attributes: [
                { name: "name", takes: text, meaning: "its name" },
                { name: "id", takes: text, meaning: "its id" },
                { name: "calls", takes: positiveCount, isRequired: true, meaning: "calls per period" },
                {
                  name: "renewal-period",
                  takes: integer(1, 300),
                  isRequired: true,
                  meaning: "seconds of the sliding period",
                },
              ],
              rules: [{ kind: "at-least-one", of: ["name", "id"] }],
            },
            isMany: true,
          },
        ],
        rules: [{ kind: "at-least-one", of: ["name", "id"] }],
      },
      isMany: true,
    },
    {
      element: {
        name: "operation",
        meaning: "A limit of its own for one operation.",
        attributes: [
          { name: "name", takes: text, meaning: "its name" },
          { name: "id", takes: text, meaning: "its id" },
          { name: "calls", takes: positiveCount, isRequired: true, meaning: "calls per period" },
          {
            name: "renewal-period",
            takes: integer(1, 300),
            isRequired: true,
            meaning: "seconds of the sliding period",
          },
        ],
        rules: [{ kind: "at-least-one", of: ["name", "id"] }],
      },
      isMany: true,
    },
  ],
};
