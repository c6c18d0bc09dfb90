// The policy `azure-openai-semantic-cache-store`: the older name of llm-semantic-cache-store.

import { llmSemanticCacheStore } from "./llm-semantic-cache-store.ts";
import { noWorkspace, type PolicyDefinition } from "./schema.ts";

/**
 * The older name of llm-semantic-cache-store.
 *
 * Example:
 *     <azure-openai-semantic-cache-store duration="60" />
 */
export const azureOpenaiSemanticCacheStore: PolicyDefinition = {
  ...llmSemanticCacheStore,
  name: "azure-openai-semantic-cache-store",
  sections: ["inbound", "outbound"],
  scopes: noWorkspace,
};
