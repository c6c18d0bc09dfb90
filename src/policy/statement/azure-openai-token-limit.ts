// The policy `azure-openai-token-limit`: the older name of llm-token-limit.

import { llmTokenLimit } from "./llm-token-limit.ts";
import { everyScope, type PolicyDefinition } from "./schema.ts";

/**
 * The older name of llm-token-limit, for paths of Azure OpenAI.
 *
 * Example:
 *     <azure-openai-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5000"
 *       estimate-prompt-tokens="false" />
 */
export const azureOpenaiTokenLimit: PolicyDefinition = {
  ...llmTokenLimit,
  name: "azure-openai-token-limit",
  sections: ["inbound", "outbound"],
  scopes: everyScope,
};
