// The policy `send-service-bus-message`: messages to queues and topics.

import { noWorkspace, type PolicyDefinition, text } from "./schema.ts";

/**
 * Puts a message into a queue or a topic of Azure Service Bus, with a token of the node's own. Where it is
 * not taken the call fails.
 *
 * Example:
 *     <send-service-bus-message queue-name="orders" namespace="shop.servicebus.windows.net">
 *       <payload>@(context.Request.Body.As<string>())</payload>
 *     </send-service-bus-message>
 */
export const sendServiceBusMessage: PolicyDefinition = {
  name: "send-service-bus-message",
  sections: ["inbound", "outbound", "on-error"],
  scopes: noWorkspace,
  attributes: [
    { name: "queue-name", takes: text, allowsExpression: true, meaning: "the queue" },
    { name: "topic-name", takes: text, allowsExpression: true, meaning: "the topic" },
    {
      name: "namespace",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "host of the namespace; one that an expression makes must be of Azure Service Bus",
    },
    {
      name: "client-id",
      takes: text,
      allowsExpression: true,
      meaning: "client id of the identity that sends; the node's usual one without it",
    },
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
