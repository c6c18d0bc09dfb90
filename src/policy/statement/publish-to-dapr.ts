// The policy `publish-to-dapr`: messages through a Dapr sidecar.

import {
  bool,
  noWorkspace,
  oneOf,
  type PolicyDefinition,
  positiveCount,
  text,
  variableName,
} from "./schema.ts";

/**
 * Publishes a message to a topic through a Dapr sidecar.
 *
 * Example:
 *     <publish-to-dapr pubsub-name="orders" topic="new">@(context.RequestId.ToString())</publish-to-dapr>
 */
export const publishToDapr: PolicyDefinition = {
  name: "publish-to-dapr",
  sections: ["inbound"],
  scopes: noWorkspace,
  attributes: [
    {
      name: "pubsub-name",
      takes: text,
      allowsExpression: true,
      meaning: "component that the message is published to",
    },
    {
      name: "topic",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "topic, or component and topic with / between them",
    },
    {
      name: "ignore-error",
      takes: bool,
      default: "false",
      meaning: "whether the request goes on where the sidecar fails",
    },
    {
      name: "response-variable-name",
      takes: variableName,
      meaning: "variable for the response of the sidecar",
    },
    {
      name: "timeout",
      takes: positiveCount,
      allowsExpression: true,
      default: "5",
      meaning: "seconds until the response must be there",
    },
    { name: "template", takes: oneOf("Liquid"), meaning: "language of the template" },
    { name: "content-type", takes: text, meaning: "media type of the data" },
  ],
  content: { kind: "text", takes: text, allowsExpression: true },
};
