// The policy `rate-limit-by-key`: calls of a key per period.

import { callReports } from "./limit-elements.ts";
import { bool, count, everyScope, integer, type PolicyDefinition, positiveCount, text } from "./schema.ts";

/**
 * As rate-limit, for any key. One key has one counter wherever it is used.
 *
 * Example:
 *     <rate-limit-by-key calls="10" renewal-period="60" counter-key="@(context.Request.IpAddress)" />
 */
export const rateLimitByKey: PolicyDefinition = {
  name: "rate-limit-by-key",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "calls",
      takes: positiveCount,
      allowsExpression: true,
      isRequired: true,
      meaning: "calls per period",
    },
    {
      name: "counter-key",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what calls are counted by",
    },
    {
      name: "increment-condition",
      takes: bool,
      allowsExpression: true,
      meaning: "whether the call counts; decided at the end of outbound",
    },
    {
      name: "increment-count",
      takes: count,
      allowsExpression: true,
      default: "1",
      meaning: "how much the call counts",
    },
    {
      name: "renewal-period",
      takes: integer(1, 300),
      allowsExpression: true,
      isRequired: true,
      meaning: "seconds of the sliding period",
    },
    ...callReports,
  ],
};
