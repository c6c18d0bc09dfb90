// The policy `quota`: calls and bandwidth of a subscription.

import { limitsOfParts } from "./limit-elements.ts";
import { type AttributeDefinition, count, type PolicyDefinition, positiveCount } from "./schema.ts";

const limit: readonly AttributeDefinition[] = [
  { name: "calls", takes: positiveCount, meaning: "calls per period" },
  { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
  {
    name: "renewal-period",
    takes: count,
    isRequired: true,
    meaning: "seconds of the fixed period; 0 is for ever",
  },
];

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
  attributes: limit,
  children: limitsOfParts("quota", limit),
  rules: [{ kind: "at-least-one", of: ["calls", "bandwidth"] }],
};
