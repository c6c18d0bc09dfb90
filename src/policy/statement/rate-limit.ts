// The policy `rate-limit`: calls of a subscription per period.

import { callReports, limitsOfParts } from "./limit-elements.ts";
import { type AttributeDefinition, integer, type PolicyDefinition, positiveCount } from "./schema.ts";

const limit: readonly AttributeDefinition[] = [
  { name: "calls", takes: positiveCount, isRequired: true, meaning: "calls per period" },
  {
    name: "renewal-period",
    takes: integer(1, 300),
    isRequired: true,
    meaning: "seconds of the sliding period",
  },
];

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
  attributes: [...limit, ...callReports],
  children: limitsOfParts("limit", limit),
};
