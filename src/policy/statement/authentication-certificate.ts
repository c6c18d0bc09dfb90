// The policy `authentication-certificate`: a client certificate towards the backend.

import { everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Shows a client certificate to the backend.
 *
 * Example:
 *     <authentication-certificate certificate-id="backend" />
 */
export const authenticationCertificate: PolicyDefinition = {
  name: "authentication-certificate",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    { name: "thumbprint", takes: text, allowsExpression: true, meaning: "SHA-1 of the certificate" },
    { name: "certificate-id", takes: text, allowsExpression: true, meaning: "id of the certificate" },
    {
      name: "body",
      takes: text,
      allowsExpression: true,
      meaning: "the certificate itself, as bytes or in Base64",
    },
    { name: "password", takes: text, allowsExpression: true, meaning: "password of `body`" },
  ],
  rules: [{ kind: "exactly-one", of: ["thumbprint", "certificate-id", "body"] }],
};
