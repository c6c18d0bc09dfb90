// The policy `invoke-dapr-binding`: bindings of a Dapr sidecar.

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
 * Calls a binding of a Dapr sidecar.
 *
 * Example:
 *     <invoke-dapr-binding name="smtp" operation="create">
 *       <data>hello</data>
 *     </invoke-dapr-binding>
 */
export const invokeDaprBinding: PolicyDefinition = {
  name: "invoke-dapr-binding",
  sections: ["inbound", "outbound", "on-error"],
  scopes: noWorkspace,
  attributes: [
    { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "name of the binding" },
    { name: "operation", takes: text, meaning: "what the binding is to do" },
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
  children: [
    {
      element: {
        name: "metadata",
        meaning: "Metadata of the call.",
        children: [
          {
            element: {
              name: "item",
              meaning: "One entry.",
              attributes: [{ name: "key", takes: text, isRequired: true, meaning: "its key" }],
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
        name: "data",
        meaning: "Data of the call.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
    },
  ],
};
