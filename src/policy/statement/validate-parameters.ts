// The policy `validate-parameters`: parameters of requests.

import {
  type AttributeDefinition,
  type ChildDefinition,
  type ElementDefinition,
  everyScope,
  type PolicyDefinition,
  text,
  validationAction,
  variableName,
} from "./schema.ts";

const described: AttributeDefinition = {
  name: "specified-parameter-action",
  takes: validationAction,
  allowsExpression: true,
  meaning: "what is done with described ones that are wrong",
};

const others: AttributeDefinition = {
  name: "unspecified-parameter-action",
  takes: validationAction,
  allowsExpression: true,
  meaning: "what is done with others",
};

const parameter: ElementDefinition = {
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
};

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
    partOfRequest("headers", "The same for headers.", [described, others]),
    partOfRequest("query", "The same for the query.", [described, others]),
    // A path has no parameters but those of its template.
    partOfRequest("path", "The same for the path.", [described]),
  ],
};

function partOfRequest(
  name: string,
  meaning: string,
  attributes: readonly AttributeDefinition[],
): ChildDefinition {
  return { element: { name, meaning, attributes, children: [{ element: parameter, isMany: true }] } };
}
