// The policy `validate-client-certificate`: client certificates.

import { bool, everyScope, type PolicyDefinition, text } from "./schema.ts";

/**
 * Lets a request pass only with a client certificate that is valid and, where identities are given, one of
 * them.
 *
 * Example:
 *     <validate-client-certificate ignore-error="false">
 *       <identities>
 *         <identity subject="CN=client" />
 *       </identities>
 *     </validate-client-certificate>
 */
export const validateClientCertificate: PolicyDefinition = {
  name: "validate-client-certificate",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "validate-revocation",
      takes: bool,
      default: "true",
      meaning: "whether revocation lists are asked",
    },
    {
      name: "validate-trust",
      takes: bool,
      default: "true",
      meaning: "whether its chain must end at a trusted authority",
    },
    { name: "validate-not-before", takes: bool, default: "true", meaning: "whether it must have begun" },
    { name: "validate-not-after", takes: bool, default: "true", meaning: "whether it must not have ended" },
    {
      name: "ignore-error",
      takes: bool,
      default: "false",
      meaning: "whether the request goes on where it fails",
    },
  ],
  children: [
    {
      element: {
        name: "identities",
        meaning: "Certificates, one of which the client must have.",
        children: [
          {
            element: {
              name: "identity",
              meaning: "All that is given must be so.",
              attributes: [
                { name: "thumbprint", takes: text, meaning: "SHA-1 of the certificate" },
                { name: "serial-number", takes: text, meaning: "serial number" },
                { name: "common-name", takes: text, meaning: "CN of its subject" },
                { name: "subject", takes: text, meaning: "subject as one text" },
                { name: "dns-name", takes: text, meaning: "a DNS name in its alternative names" },
                { name: "issuer-subject", takes: text, meaning: "subject of its issuer" },
                { name: "issuer-thumbprint", takes: text, meaning: "SHA-1 of its issuer" },
                { name: "issuer-certificate-id", takes: text, meaning: "certificate of its issuer" },
              ],
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
  ],
};
