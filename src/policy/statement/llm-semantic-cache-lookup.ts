// The policy `llm-semantic-cache-lookup`: answers to like prompts.

import { bool, noWorkspace, number, oneOf, type PolicyDefinition, positiveCount, text } from "./schema.ts";

/**
 * Answers a prompt from the cache, if one that means nearly the same was answered before.
 *
 * Example:
 *     <llm-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="embeddings"
 *       embeddings-backend-auth="system-assigned" />
 */
export const llmSemanticCacheLookup: PolicyDefinition = {
  name: "llm-semantic-cache-lookup",
  sections: ["inbound"],
  scopes: noWorkspace,
  refusal: "there is no store of embeddings here; use cache-lookup-value with the prompt as its key",
  attributes: [
    {
      name: "score-threshold",
      takes: number(0, 1),
      isRequired: true,
      meaning: "how far apart prompts may be",
    },
    {
      name: "embeddings-backend-id",
      takes: text,
      isRequired: true,
      meaning: "backend that makes embeddings",
    },
    {
      name: "embeddings-backend-auth",
      takes: oneOf("system-assigned"),
      isRequired: true,
      meaning: "identity towards that backend",
    },
    {
      name: "ignore-system-messages",
      takes: bool,
      default: "false",
      meaning: "whether system messages do not count",
    },
    {
      name: "max-message-count",
      takes: positiveCount,
      meaning: "messages beyond which the cache is not asked",
    },
  ],
  children: [
    {
      element: {
        name: "vary-by",
        meaning: "A value that has answers of its own.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isMany: true,
    },
  ],
};
