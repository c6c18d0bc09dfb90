// The policy `send-service-bus-message`: messages to queues and topics.

import { noWorkspace, type PolicyDefinition, text } from "./schema.ts";

/**
 * Puts a message into a queue or a topic.
 *
 * Example:
 *     <send-service-bus-message queue-name="orders">
 *       <payload>@(context.Request.Body.As<string>())</payload>
 *     </send-service-bus-message>
 */
export const sendServiceBusMessage: PolicyDefinition = {
  name: "send-service-bus-message",
  sections: ["inbound", "outbound", "on-error"],
  scopes: noWorkspace,
  refusal:
    "there is no client of Azure Service Bus here; send the message with send-one-way-request to its HTTPS endpoint",
  attributes: [
    { name: "queue-name", takes: text, allowsExpression: true, meaning: "the queue" },
    { name: "topic-name", takes: text, allowsExpression: true, meaning: "the topic" },
    { name: "namespace", takes: text, allowsExpression: true, meaning: "host of the bus" },
    { name: "client-id", takes: text, allowsExpression: true, meaning: "identity that sends" },
  ],
  children: [
    {
      element: {
        name: "message-properties",
        meaning: "Properties of the message.",
        children: [
          {
            element: {
              name: "message-property",
              meaning: "One property.",
              attributes: [
                { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "its name" },
              ],
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
    {
      element: {
        name: "payload",
        meaning: "The message.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isRequired: true,
    },
  ],
  rules: [{ kind: "exactly-one", of: ["queue-name", "topic-name"] }],
};
