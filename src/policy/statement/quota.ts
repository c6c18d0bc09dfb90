// The policy `quota`: calls and bandwidth of a subscription.

import { count, type PolicyDefinition, positiveCount, text } from "./schema.ts";

/**
 * Lets a subscription make so many calls, or move so many kilobytes, in fixed periods that begin with the
 * subscription; more gets status 403.
 *
 * Example:
 *     <quota calls="10000" renewal-period="3600" />
 */
export const quota: PolicyDefinition = {
  name: "quota",
  sections: ["inbound"],
  scopes: ["product"],
  once: "document",
  attributes: [
    { name: "calls", takes: positiveCount, meaning: "calls per period" },
    { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
    {
      name: "renewal-period",
      takes: count,
      isRequired: true,
      meaning: "seconds of the fixed period; 0 is for ever",
    },
  ],
  children: [
    {
      element: {
        name: "api",
        meaning: "A quota of its own for one API of the product.",
        attributes: [
          { name: "name", takes: text, meaning: "its name" },
          { name: "id", takes: text, meaning: "its id" },
          { name: "calls", takes: positiveCount, meaning: "calls per period" },
          { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
          {
            name: "renewal-period",
            takes: count,
            isRequired: true,
            meaning: "seconds of the fixed period; 0 is for ever",
          },
        ],
        children: [
          {
            element: {
              name: "operation",
              meaning: "A quota of its own for one operation of the API.",
              attributes: [
                { name: "name", takes: text, meaning: "its name" },
                { name: "id", takes: text, meaning: "its id" },
                { name: "calls", takes: positiveCount, meaning: "calls per period" },
                { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
                {
                  name: "renewal-period",
                  takes: count,
                  isRequired: true,
                  meaning: "seconds of the fixed period; 0 is for ever",
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
        meaning: "A quota of its own for one operation.",
        attributes: [
          { name: "name", takes: text, meaning: "its name" },
          { name: "id", takes: text, meaning: "its id" },
          { name: "calls", takes: positiveCount, meaning: "calls per period" },
          { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
          {
            name: "renewal-period",
            takes: count,
            isRequired: true,
            meaning: "seconds of the fixed period; 0 is for ever",
          },
        ],
        rules: [{ kind: "at-least-one", of: ["name", "id"] }],
      },
      isMany: true,
    },
  ],
  rules: [{ kind: "at-least-one", of: ["calls", "bandwidth"] }],
};
