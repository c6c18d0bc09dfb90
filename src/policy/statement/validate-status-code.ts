// The policy `validate-status-code`: status of responses.

import { everyScope, type PolicyDefinition, statusCode, validationAction, variableName } from "./schema.ts";

/**
 * Holds the status of the response against the description of the operation.
 *
 * Example:
 *     <validate-status-code unspecified-status-code-action="prevent" />
 */
export const validateStatusCode: PolicyDefinition = {
  name: "validate-status-code",
  sections: ["outbound", "on-error"],
  scopes: everyScope,
  attributes: [
    {
      name: "unspecified-status-code-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with a status that is not described",
    },
    { name: "errors-variable-name", takes: variableName, meaning: "variable for the list of errors" },
  ],
  children: [
    {
      element: {
        name: "status-code",
        meaning: "One status, treated in a way of its own.",
        attributes: [
          { name: "code", takes: statusCode, isRequired: true, meaning: "the status" },
          { name: "action", takes: validationAction, isRequired: true, meaning: "what is done with it" },
        ],
      },
      isMany: true,
    },
  ],
};
