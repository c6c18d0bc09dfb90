// The policy `send-one-way-request`: a call without an answer.

import { authenticationBasic } from "./authentication-basic.ts";
import { authenticationCertificate } from "./authentication-certificate.ts";
import { authenticationManagedIdentity } from "./authentication-managed-identity.ts";
import { proxy } from "./proxy.ts";
import { everyScope, everySection, oneOf, type PolicyDefinition, positiveCount, text } from "./schema.ts";
import { setBody } from "./set-body.ts";
import { setHeader } from "./set-header.ts";
import { setMethod } from "./set-method.ts";

/**
 * Calls another service and does not wait for the response.
 *
 * Example:
 *     <send-one-way-request mode="new">
 *       <set-url>https://log.example.com</set-url>
 *       <set-method>POST</set-method>
 *     </send-one-way-request>
 */
export const sendOneWayRequest: PolicyDefinition = {
  name: "send-one-way-request",
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
      name: "timeout",
      takes: positiveCount,
      allowsExpression: true,
      default: "60",
      meaning: "seconds until the call is given up",
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
