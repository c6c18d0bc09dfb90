// The policy `log-to-eventhub`: messages to loggers.

import { everySection, noWorkspace, type PolicyDefinition, text } from "./schema.ts";

/**
 * Gives a message to a logger.
 *
 * Example:
 *     <log-to-eventhub logger-id="audit">@(context.RequestId.ToString())</log-to-eventhub>
 */
export const logToEventhub: PolicyDefinition = {
  name: "log-to-eventhub",
  sections: everySection,
  scopes: noWorkspace,
  attributes: [
    { name: "logger-id", takes: text, isRequired: true, meaning: "id of the logger" },
    { name: "partition-id", takes: text, meaning: "partition; not together with partition-key" },
    {
      name: "partition-key",
      takes: text,
      allowsExpression: true,
      meaning: "key that the partition is chosen by",
    },
  ],
  content: { kind: "text", takes: text, allowsExpression: true },
  rules: [{ kind: "at-most-one", of: ["partition-id", "partition-key"] }],
};
