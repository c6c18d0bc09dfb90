// The policy `get-authorization-context`: kept OAuth tokens.

import { bool, noWorkspace, oneOf, type PolicyDefinition, text, variableName } from "./schema.ts";

/**
 * Takes an OAuth token that is kept for a caller or an API into a variable.
 *
 * Example:
 *     <get-authorization-context provider-id="github" authorization-id="main" context-variable-name="auth" />
 */
export const getAuthorizationContext: PolicyDefinition = {
  name: "get-authorization-context",
  sections: ["inbound"],
  scopes: noWorkspace,
  attributes: [
    {
      name: "provider-id",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "who gave the token",
    },
    {
      name: "authorization-id",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "which token of theirs",
    },
    {
      name: "context-variable-name",
      takes: variableName,
      allowsExpression: true,
      isRequired: true,
      meaning: "variable for it",
    },
    {
      name: "identity-type",
      takes: oneOf("managed", "jwt"),
      allowsExpression: true,
      default: "managed",
      meaning: "who asks for it",
    },
    {
      name: "identity",
      takes: text,
      allowsExpression: true,
      meaning: "token of the one who asks, where that is `jwt`",
    },
    {
      name: "ignore-error",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether the request goes on without it",
    },
  ],
};
