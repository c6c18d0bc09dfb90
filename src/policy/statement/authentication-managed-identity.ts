// The policy `authentication-managed-identity`: tokens of the node's own identity.

import { bool, noWorkspace, type PolicyDefinition, text, variableName } from "./schema.ts";

/**
 * Fetches a token for a resource from the token source of the node, and sends it to the backend or keeps it
 * in a variable.
 *
 * Example:
 *     <authentication-managed-identity resource="https://storage.azure.com/" />
 */
export const authenticationManagedIdentity: PolicyDefinition = {
  name: "authentication-managed-identity",
  sections: ["inbound"],
  scopes: noWorkspace,
  attributes: [
    {
      name: "resource",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what the token is for",
    },
    { name: "client-id", takes: text, meaning: "identity that asks; the system's own without it" },
    {
      name: "output-token-variable-name",
      takes: variableName,
      meaning: "variable for the token, which is then not sent",
    },
    {
      name: "ignore-error",
      takes: bool,
      default: "false",
      meaning: "whether the request goes on without a token",
    },
  ],
};
