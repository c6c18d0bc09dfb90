// The policy `azure-openai-emit-token-metric`: the older name of llm-emit-token-metric.

import { llmEmitTokenMetric } from "./llm-emit-token-metric.ts";
import { everyScope, type PolicyDefinition } from "./schema.ts";

/**
 * The older name of llm-emit-token-metric.
 *
 * Example:
 *     <azure-openai-emit-token-metric>
 *       <dimension name="User ID" />
 *     </azure-openai-emit-token-metric>
 */
export const azureOpenaiEmitTokenMetric: PolicyDefinition = {
  ...llmEmitTokenMetric,
  name: "azure-openai-emit-token-metric",
  sections: ["inbound", "outbound"],
  scopes: everyScope,
};
