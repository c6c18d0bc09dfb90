// The policy `validate-jwt`: JSON Web Tokens.

import { bool, count, everyScope, oneOf, type PolicyDefinition, text } from "./schema.ts";
import {
  audiences,
  requiredClaims,
  textList,
  tokenPlaces,
  tokenRefusal,
  tokenVariable,
} from "./token-elements.ts";

/**
 * Lets a request pass only with a JSON Web Token whose signature, times, audience, issuer and claims are
 * right.
 *
 * Example:
 *     <validate-jwt header-name="Authorization">
 *       <openid-config url="https://login.example.com/.well-known/openid-configuration" />
 *     </validate-jwt>
 */
export const validateJwt: PolicyDefinition = {
  name: "validate-jwt",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "header-name",
      takes: text,
      allowsExpression: true,
      meaning: "request header that holds the token",
    },
    ...tokenPlaces,
    ...tokenRefusal,
    {
      name: "require-expiration-time",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether the token must have `exp`",
    },
    {
      name: "require-scheme",
      takes: text,
      allowsExpression: true,
      meaning: "scheme that must stand before the token in its header: Bearer",
    },
    {
      name: "require-signed-tokens",
      takes: bool,
      allowsExpression: true,
      default: "true",
      meaning: "whether the token must be signed",
    },
    {
      name: "clock-skew",
      takes: count,
      allowsExpression: true,
      default: "0",
      meaning: "seconds by which clocks may differ",
    },
    tokenVariable,
  ],
  children: [
    {
      element: {
        name: "openid-config",
        meaning: "Where the issuer tells its keys and its name.",
        attributes: [
          {
            name: "url",
            takes: text,
            allowsExpression: true,
            isRequired: true,
            meaning: "address of the OpenID configuration",
          },
        ],
      },
      isMany: true,
    },
    {
      element: {
        name: "issuer-signing-keys",
        meaning: "Keys that sign tokens.",
        children: [
          {
            element: {
              name: "key",
              meaning:
                "A key: Base64 of a shared secret, or of a certificate by its id, or modulus and exponent.",
              attributes: [
                { name: "id", takes: text, meaning: "the `kid` of tokens that it signs" },
                { name: "certificate-id", takes: text, meaning: "certificate that holds the key" },
                { name: "n", takes: text, meaning: "modulus of an RSA key, in Base64url" },
                { name: "e", takes: text, meaning: "exponent of an RSA key, in Base64url" },
              ],
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
        name: "decryption-keys",
        meaning: "Keys for tokens that are encrypted.",
        children: [
          {
            element: {
              name: "key",
              meaning: "A key.",
              attributes: [
                { name: "certificate-id", takes: text, meaning: "certificate that holds the key" },
              ],
              content: { kind: "text", takes: text },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
    audiences,
    textList("issuers", "Issuers, one of which the token must be from.", {
      name: "issuer",
      meaning: "An issuer.",
    }),
    requiredClaims(
      {
        name: "match",
        takes: oneOf("all", "any"),
        default: "all",
        meaning: "whether all values must be there, or any",
      },
      {
        name: "separator",
        takes: text,
        meaning: "what parts a claim that holds several values",
      },
    ),
  ],
  rules: [{ kind: "exactly-one", of: ["header-name", "query-parameter-name", "token-value"] }],
};
