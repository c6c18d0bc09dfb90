// The policy `quota-by-key`: calls and bandwidth of a key.

import {
  bool,
  count,
  dateTime,
  everyScope,
  integer,
  type PolicyDefinition,
  positiveCount,
  text,
} from "./schema.ts";

/**
 * As quota, for any key; periods begin at a given time.
 *
 * Example:
 *     <quota-by-key calls="10000" renewal-period="3600" counter-key="@(context.Request.IpAddress)" />
 */
export const quotaByKey: PolicyDefinition = {
  name: "quota-by-key",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    { name: "bandwidth", takes: positiveCount, meaning: "kilobytes per period" },
    { name: "calls", takes: positiveCount, meaning: "calls per period" },
    {
      name: "counter-key",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what calls are counted by",
    },
    { name: "increment-condition", takes: bool, allowsExpression: true, meaning: "whether the call counts" },
    {
      name: "increment-count",
      takes: count,
      allowsExpression: true,
      default: "1",
      meaning: "how much the call counts",
    },
    {
      name: "renewal-period",
      takes: integer(300, Number.MAX_SAFE_INTEGER, true),
      isRequired: true,
      meaning: "seconds of the fixed period, 300 or more; 0 is for ever",
    },
    {
      name: "first-period-start",
      takes: dateTime,
      default: "0001-01-01T00:00:00Z",
      meaning: "when the first period begins",
    },
  ],
  rules: [{ kind: "at-least-one", of: ["calls", "bandwidth"] }],
};
