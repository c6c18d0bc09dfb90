// The policy `validate-azure-ad-token`: tokens of Microsoft Entra.

import { everyScope, oneOf, type PolicyDefinition, text, url } from "./schema.ts";
import {
  audiences,
  requiredClaims,
  textList,
  tokenPlaces,
  tokenRefusal,
  tokenVariable,
} from "./token-elements.ts";

const application = { name: "application-id", meaning: "Id of an application." };

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
    ...tokenPlaces,
    {
      name: "authentication-endpoint",
      takes: url,
      meaning: "where the tenant tells its keys, for clouds of their own",
    },
    ...tokenRefusal,
    tokenVariable,
  ],
  children: [
    textList("backend-application-ids", "Applications that tokens may be for.", application),
    textList("client-application-ids", "Applications that tokens may be from.", application),
    audiences,
    requiredClaims(
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
    ),
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
