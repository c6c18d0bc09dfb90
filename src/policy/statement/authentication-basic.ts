// The policy `authentication-basic`: Basic authentication towards the backend.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Sends a user name and a password to the backend (RFC 7617).
 *
 * Example:
 *     <authentication-basic username="portcullis" password="{{backend-password}}" />
 */
export const authenticationBasic: PolicyDefinition = {
  name: "authentication-basic",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    { name: "username", takes: text, allowsExpression: true, isRequired: true, meaning: "user name" },
    { name: "password", takes: text, allowsExpression: true, isRequired: true, meaning: "password" },
  ],
};
