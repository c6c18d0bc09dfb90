// The policy `llm-semantic-cache-store`: answers for like prompts.

import { bool, count, noWorkspace, type PolicyDefinition } from "./schema.ts";

/**
 * Keeps the answer to a prompt that the lookup found none for.
 *
 * Example:
 *     <llm-semantic-cache-store duration="60" />
 */
export const llmSemanticCacheStore: PolicyDefinition = {
  name: "llm-semantic-cache-store",
  sections: ["outbound"],
  scopes: noWorkspace,
  attributes: [
    {
      name: "duration",
      takes: count,
      allowsExpression: true,
      isRequired: true,
      meaning: "seconds for which it is kept",
    },
    {
      name: "cache-response",
      takes: bool,
      allowsExpression: true,
      default: "false",
      noEffect: "only whole answers of status 200 are kept",
      meaning: "whether the answer is kept, whatever its status",
    },
  ],
};
