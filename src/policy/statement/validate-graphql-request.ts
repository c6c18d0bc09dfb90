// The policy `validate-graphql-request`: GraphQL queries.

import { integer, oneOf, type PolicyDefinition, positiveCount, text, variableName } from "./schema.ts";

/**
 * Bounds the size and depth of GraphQL queries, and says by rules which fields may be asked for.
 *
 * Example:
 *     <validate-graphql-request max-size="102400" max-depth="4">
 *       <authorize>
 *         <rule path="/Query/secret" action="reject" />
 *       </authorize>
 *     </validate-graphql-request>
 */
export const validateGraphqlRequest: PolicyDefinition = {
  name: "validate-graphql-request",
  sections: ["inbound"],
  scopes: ["global", "workspace", "product", "api"],
  attributes: [
    {
      name: "error-variable-name",
      takes: variableName,
      allowsExpression: true,
      meaning: "variable for the list of errors",
    },
    {
      name: "max-size",
      takes: integer(0, 4194304),
      allowsExpression: true,
      isRequired: true,
      meaning: "bytes of a request",
    },
    {
      name: "max-depth",
      takes: positiveCount,
      allowsExpression: true,
      default: "6",
      meaning: "levels of a query",
    },
  ],
  children: [
    {
      element: {
        name: "authorize",
        meaning: "Rules for fields.",
        children: [
          {
            element: {
              name: "rule",
              meaning: "A field, or all below it.",
              attributes: [
                {
                  name: "path",
                  takes: text,
                  isRequired: true,
                  meaning: "path of types and fields: /Query/list*",
                },
                {
                  name: "action",
                  takes: oneOf("allow", "remove", "reject", "ignore"),
                  allowsExpression: true,
                  default: "allow",
                  meaning: "what is done with it",
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
};
