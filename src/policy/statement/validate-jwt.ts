// The policy `validate-jwt`: JSON Web Tokens.

import {
  bool,
  count,
  everyScope,
  oneOf,
  type PolicyDefinition,
  statusCode,
  text,
  variableName,
} from "./schema.ts";

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
    {
      name: "query-parameter-name",
      takes: text,
      allowsExpression: true,
      meaning: "query parameter that holds the token",
    },
    { name: "token-value", takes: text, allowsExpression: true, meaning: "the token itself" },
    {
      name: "failed-validation-httpcode",
      takes: statusCode,
      allowsExpression: true,
      default: "401",
      meaning: "status of the refusal",
    },
    {
      name: "failed-validation-error-message",
      takes: text,
      allowsExpression: true,
      meaning: "message of the refusal; without it, one that fits the reason",
    },
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
    {
      name: "output-token-variable-name",
      takes: variableName,
      meaning: "variable for the token, as type Jwt",
    },
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
    {
      element: {
        name: "audiences",
        meaning: "Audiences, one of which the token must be for.",
        children: [
          {
            element: {
              name: "audience",
              meaning: "An audience.",
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
        name: "issuers",
        meaning: "Issuers, one of which the token must be from.",
        children: [
          {
            element: {
              name: "issuer",
              meaning: "An issuer.",
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
        name: "required-claims",
        meaning: "Claims that the token must have.",
        children: [
          {
            element: {
              name: "claim",
              meaning: "A claim and the values that it must have.",
              attributes: [
                {
                  name: "name",
                  takes: text,
                  allowsExpression: true,
                  isRequired: true,
                  meaning: "name of the claim",
                },
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
              ],
              children: [
                {
                  element: {
                    name: "value",
                    meaning: "One value.",
                    content: { kind: "text", takes: text, allowsExpression: true },
                  },
                  isMany: true,
                },
              ],
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
  ],
  rules: [{ kind: "exactly-one", of: ["header-name", "query-parameter-name", "token-value"] }],
};
