// The policy `azure-openai-semantic-cache-lookup`: the older name of llm-semantic-cache-lookup.

import { llmSemanticCacheLookup } from "./llm-semantic-cache-lookup.ts";
import { noWorkspace, type PolicyDefinition } from "./schema.ts";

/**
 * The older name of llm-semantic-cache-lookup.
 *
 * Example:
 *     <azure-openai-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="embeddings"
 *       embeddings-backend-auth="system-assigned" />
 */
export const azureOpenaiSemanticCacheLookup: PolicyDefinition = {
  ...llmSemanticCacheLookup,
  name: "azure-openai-semantic-cache-lookup",
  sections: ["inbound", "outbound"],
  scopes: noWorkspace,
};
