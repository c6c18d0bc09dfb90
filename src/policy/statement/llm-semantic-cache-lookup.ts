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
  attributes: [
    {
      name: "score-threshold",
      takes: number(0, 1),
      isRequired: true,
      meaning: "how far apart prompts may be: 1 less the cosine of their embeddings; lower is nearer",
    },
    {
      name: "embeddings-backend-id",
      takes: text,
      isRequired: true,
      meaning: "backend whose URL takes POST with `input`, and gives `data[0].embedding`",
    },
    {
      name: "embeddings-backend-auth",
      takes: oneOf("system-assigned"),
      isRequired: true,
      meaning: "identity towards that backend, unless it has credentials of its own",
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
