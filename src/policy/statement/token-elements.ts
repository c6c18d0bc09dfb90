// Attributes and elements that the policies have alike which check tokens.

import { type AttributeDefinition, type ChildDefinition, statusCode, text, variableName } from "./schema.ts";

/** Where the token is, but for the header. */
export const tokenPlaces: readonly AttributeDefinition[] = [
  {
    name: "query-parameter-name",
    takes: text,
    allowsExpression: true,
    meaning: "query parameter that holds the token",
  },
  { name: "token-value", takes: text, allowsExpression: true, meaning: "the token itself" },
];

/** How a token is refused. */
export const tokenRefusal: readonly AttributeDefinition[] = [
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
];

export const tokenVariable: AttributeDefinition = {
  name: "output-token-variable-name",
  takes: variableName,
  meaning: "variable for the token, as type Jwt",
};

/** An element that lists texts, one at least, each in an element of its own. */
export function textList(
  name: string,
  meaning: string,
  item: { readonly name: string; readonly meaning: string },
): ChildDefinition {
  const content = { kind: "text", takes: text, allowsExpression: true } as const;
  return {
    element: {
      name,
      meaning,
      children: [{ element: { ...item, content }, isRequired: true, isMany: true }],
    },
  };
}

export const audiences = textList("audiences", "Audiences, one of which the token must be for.", {
  name: "audience",
  meaning: "An audience.",
});

/** How a claim's values are compared differs: those attributes come with the policy. */
export function requiredClaims(...comparison: readonly AttributeDefinition[]): ChildDefinition {
  return {
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
              ...comparison,
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
  };
}
