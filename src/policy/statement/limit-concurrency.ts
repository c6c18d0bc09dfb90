// The policy `limit-concurrency`: requests at a time.

import { everyScope, everySection, type PolicyDefinition, positiveCount, text } from "./schema.ts";

/**
 * Lets at most so many requests of one key run its policies at a time; one more gets status 429.
 *
 * Example:
 *     <limit-concurrency key="@(context.Subscription.Id)" max-count="3">
 *       <forward-request />
 *     </limit-concurrency>
 */
export const limitConcurrency: PolicyDefinition = {
  name: "limit-concurrency",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "key",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what requests are counted by",
    },
    { name: "max-count", takes: positiveCount, isRequired: true, meaning: "requests that may run at a time" },
  ],
  content: { kind: "policies" },
};
