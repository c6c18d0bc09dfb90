// The policy `validate-parameters`: parameters of requests.

import { everyScope, type PolicyDefinition, text, validationAction, variableName } from "./schema.ts";

/**
 * Holds path, query and headers against the description of the operation.
 *
 * Example:
 *     <validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="ignore" />
 */
export const validateParameters: PolicyDefinition = {
  name: "validate-parameters",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "specified-parameter-action",
      takes: validationAction,
      allowsExpression: true,
      isRequired: true,
      meaning: "what is done with described parameters that are wrong",
    },
    {
      name: "unspecified-parameter-action",
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
        name: "headers",
        meaning: "The same for headers.",
        attributes: [
          {
            name: "specified-parameter-action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with described ones that are wrong",
          },
          {
            name: "unspecified-parameter-action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with others",
          },
        ],
        children: [
          {
            element: {
              name: "parameter",
              meaning: "One parameter, treated in a way of its own.",
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
      },
    },
    {
      element: {
        name: "query",
        meaning: "The same for the query.",
        attributes: [
          {
            name: "specified-parameter-action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with described ones that are wrong",
          },
          {
            name: "unspecified-parameter-action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with others",
          },
        ],
        children: [
          {
            element: {
              name: "parameter",
              meaning: "One parameter, treated in a way of its own.",
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
      },
    },
    {
      element: {
        name: "path",
        meaning: "The same for the path.",
        attributes: [
          {
            name: "specified-parameter-action",
            takes: validationAction,
            allowsExpression: true,
            meaning: "what is done with described ones that are wrong",
          },
        ],
        children: [
          {
            element: {
              name: "parameter",
              meaning: "One parameter, treated in a way of its own.",
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
      },
    },
  ],
};
