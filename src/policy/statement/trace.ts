// The policy `trace`: messages to the trace.

import { everyScope, oneOf, type PolicyDefinition, text } from "./schema.ts";

/**
 * Writes a message to the trace of the request and to telemetry. Older documents have the message as its
 * own text.
 *
 * Example:
 *     <trace source="orders" severity="error">
 *       <message>@(context.LastError.Message)</message>
 *     </trace>
 */
export const trace: PolicyDefinition = {
  name: "trace",
  sections: ["inbound", "outbound", "backend", "on-error"],
  scopes: everyScope,
  attributes: [
    { name: "source", takes: text, isRequired: true, meaning: "who writes the message" },
    {
      name: "severity",
      takes: oneOf("verbose", "information", "error"),
      default: "verbose",
      meaning: "how much it matters",
    },
  ],
  children: [
    {
      element: {
        name: "message",
        meaning: "The message.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
      isRequired: true,
    },
    {
      element: {
        name: "metadata",
        meaning: "A field beside the message.",
        attributes: [
          { name: "name", takes: text, isRequired: true, meaning: "name of the field" },
          { name: "value", takes: text, isRequired: true, meaning: "its value" },
        ],
      },
      isMany: true,
    },
  ],
  content: { kind: "text", takes: text, allowsExpression: true },
};
