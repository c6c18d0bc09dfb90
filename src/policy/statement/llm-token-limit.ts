// The policy `llm-token-limit`: tokens of language models.

import {
  bool,
  everyScope,
  headerName,
  oneOf,
  type PolicyDefinition,
  positiveCount,
  text,
  variableName,
} from "./schema.ts";

/**
 * Lets a key use so many tokens of a language model per minute, or per longer period; more gets status 429
 * or 403.
 *
 * Example:
 *     <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5000"
 *       estimate-prompt-tokens="false" />
 */
export const llmTokenLimit: PolicyDefinition = {
  name: "llm-token-limit",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "counter-key",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what tokens are counted by",
    },
    { name: "tokens-per-minute", takes: positiveCount, meaning: "tokens per minute" },
    {
      name: "token-quota",
      takes: positiveCount,
      allowsExpression: true,
      meaning: "tokens per longer period",
    },
    {
      name: "token-quota-period",
      takes: oneOf("Hourly", "Daily", "Weekly", "Monthly", "Yearly"),
      allowsExpression: true,
      meaning: "the longer period",
    },
    {
      name: "estimate-prompt-tokens",
      takes: bool,
      isRequired: true,
      meaning: "whether tokens of the prompt are estimated before the call",
    },
    {
      name: "retry-after-header-name",
      takes: headerName,
      default: "Retry-After",
      meaning: "response header for the seconds until a call may come again",
    },
    { name: "retry-after-variable-name", takes: variableName, meaning: "variable for those seconds" },
    {
      name: "remaining-quota-tokens-header-name",
      takes: headerName,
      meaning: "response header for what is left of the longer period",
    },
    {
      name: "remaining-quota-tokens-variable-name",
      takes: variableName,
      meaning: "variable for what is left of the longer period",
    },
    {
      name: "remaining-tokens-header-name",
      takes: headerName,
      meaning: "response header for what is left of the minute",
    },
    {
      name: "remaining-tokens-variable-name",
      takes: variableName,
      meaning: "variable for what is left of the minute",
    },
    {
      name: "tokens-consumed-header-name",
      takes: headerName,
      meaning: "response header for the tokens of this call",
    },
    {
      name: "tokens-consumed-variable-name",
      takes: variableName,
      meaning: "variable for the tokens of this call",
    },
  ],
  rules: [
    { kind: "at-least-one", of: ["tokens-per-minute", "token-quota"] },
    { kind: "together", of: ["token-quota", "token-quota-period"] },
  ],
};
