// The policy `validate-azure-ad-token`: tokens of Microsoft Entra.

import { everyScope, oneOf, type PolicyDefinition, statusCode, text, url, variableName } from "./schema.ts";

/**
 * As validate-jwt, for tokens of Microsoft Entra: keys and issuer are known by the tenant.
 *
 * Example:
 *     <validate-azure-ad-token tenant-id="{{tenant}}">
 *       <client-application-ids>
 *         <application-id>{{client}}</application-id>
 *       </client-application-ids>
 *     </validate-azure-ad-token>
 */
export const validateAzureAdToken: PolicyDefinition = {
  name: "validate-azure-ad-token",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "tenant-id",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "id or domain of the tenant; `common` and `organizations` stand for many",
    },
    {
      name: "header-name",
      takes: text,
      allowsExpression: true,
      default: "Authorization",
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
      name: "authentication-endpoint",
      takes: url,
      meaning: "where the tenant tells its keys, for clouds of their own",
    },
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
      name: "output-token-variable-name",
      takes: variableName,
      meaning: "variable for the token, as type Jwt",
    },
  ],
  children: [
    {
      element: {
        name: "backend-application-ids",
        meaning: "Applications that tokens may be for.",
        children: [
          {
            element: {
              name: "application-id",
              meaning: "Id of an application.",
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
        name: "client-application-ids",
        meaning: "Applications that tokens may be from.",
        children: [
          {
            element: {
              name: "application-id",
              meaning: "Id of an application.",
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
                  allowsExpression: true,
                  default: "all",
                  meaning: "whether all values must be there, or any",
                },
                {
                  name: "separator",
                  takes: text,
                  allowsExpression: true,
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
                {
                  name: "certificate-id",
                  takes: text,
                  isRequired: true,
                  meaning: "certificate that holds the key",
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
  rules: [{ kind: "at-most-one", of: ["header-name", "query-parameter-name", "token-value"] }],
};
