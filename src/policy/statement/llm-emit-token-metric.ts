// The policy `llm-emit-token-metric`: used tokens as metrics.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Counts the tokens that language models used.
 *
 * Example:
 *     <llm-emit-token-metric namespace="ai">
 *       <dimension name="User ID" />
 *     </llm-emit-token-metric>
 */
export const llmEmitTokenMetric: PolicyDefinition = {
  name: "llm-emit-token-metric",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [{ name: "namespace", takes: text, default: "API Management", meaning: "group of the metric" }],
  children: [
    {
      element: {
        name: "dimension",
        meaning: "A dimension of the metric.",
        attributes: [
          { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "its name" },
          {
            name: "value",
            takes: text,
            allowsExpression: true,
            meaning: "its value; some names have one of their own",
          },
        ],
      },
      isRequired: true,
      isMany: true,
    },
  ],
};
