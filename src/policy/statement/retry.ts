// The policy `retry`: repetition.

import { bool, count, everyScope, everySection, integer, type PolicyDefinition } from "./schema.ts";

/**
 * Runs its policies once, then again for as long as the condition is true and tries are left.
 *
 * Example:
 *     <retry condition="@(context.Response.StatusCode == 503)" count="3" interval="1">
 *       <forward-request />
 *     </retry>
 */
export const retry: PolicyDefinition = {
  name: "retry",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "condition",
      takes: bool,
      allowsExpression: true,
      isRequired: true,
      meaning: "whether the policies are run once more",
    },
    {
      name: "count",
      takes: integer(1, 50),
      allowsExpression: true,
      isRequired: true,
      meaning: "how often they are run again at the most",
    },
    {
      name: "interval",
      takes: count,
      allowsExpression: true,
      isRequired: true,
      meaning: "seconds between two tries",
    },
    {
      name: "max-interval",
      takes: count,
      allowsExpression: true,
      meaning: "longest wait in seconds, where waits grow",
    },
    {
      name: "delta",
      takes: count,
      allowsExpression: true,
      meaning: "seconds by which the wait grows from try to try",
    },
    {
      name: "first-fast-retry",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether the first repetition comes at once",
    },
  ],
  content: { kind: "policies" },
};
