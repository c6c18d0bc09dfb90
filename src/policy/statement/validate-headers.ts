// The policy `validate-headers`: headers of responses.

import { everyScope, type PolicyDefinition, text, validationAction, variableName } from "./schema.ts";

/**
 * Holds the headers of the response against the description of the operation.
 *
 * Example:
 *     <validate-headers specified-header-action="prevent" unspecified-header-action="ignore" />
 */
export const validateHeaders: PolicyDefinition = {
  name: "validate-headers",
  sections: ["outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    {
      name: "specified-header-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with described headers that are wrong",
    },
    {
      name: "unspecified-header-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with others",
    },
    { name: "errors-variable-name", takes: variableName, meaning: "variable for the list of errors" },
  ],
  children: [
    {
      element: {
        name: "header",
        meaning: "One header, treated in a way of its own.",
        attributes: [
          { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "its name" },
          {
            name: "action",
            takes: validationAction,
            allowsExpression: true,
            isRequired: true,
            meaning: "what is done with it",
          },
        ],
      },
      isMany: true,
    },
  ],
};
