// The policy `send-request`: a call of its own.

import { authenticationBasic } from "./authentication-basic.ts";
import { authenticationCertificate } from "./authentication-certificate.ts";
import { authenticationManagedIdentity } from "./authentication-managed-identity.ts";
import { proxy } from "./proxy.ts";
import {
  bool,
  everyScope,
  everySection,
  oneOf,
  type PolicyDefinition,
  positiveCount,
  text,
  variableName,
} from "./schema.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setMethod } from "./set-method.ts";

/**
 * Calls another service and keeps the response in a variable.
 *
 * Example:
 *     <send-request mode="new" response-variable-name="r">
 *       <set-url>https://auth.example.com</set-url>
 *       <set-method>GET</set-method>
 *     </send-request>
 */
export const sendRequest: PolicyDefinition = {
  name: "send-request",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    {
      name: "mode",
      takes: oneOf("new", "copy"),
      allowsExpression: true,
      default: "new",
      meaning: "whether the request starts empty, or as a copy of the one that is answered",
    },
    {
      name: "response-variable-name",
      takes: variableName,
      allowsExpression: true,
      isRequired: true,
      meaning: "variable for the response",
    },
    {
      name: "timeout",
      takes: positiveCount,
      allowsExpression: true,
      default: "60",
      meaning: "seconds until the response must be there",
    },
    {
      name: "ignore-error",
      takes: bool,
      default: "false",
      meaning: "whether the variable is null where the call fails, instead of on-error",
    },
  ],
  children: [
    {
      element: {
        name: "set-url",
        meaning: "Address that is called.",
        content: { kind: "text", takes: text, allowsExpression: true },
      },
    },
    { element: setMethod },
    { element: setHeader, isMany: true },
    { element: setBody },
    { element: authenticationBasic },
    { element: authenticationCertificate },
    { element: authenticationManagedIdentity },
    { element: proxy },
  ],
  rules: [{ kind: "children-unless", of: ["set-url", "set-method"], attribute: "mode", value: "copy" }],
};
