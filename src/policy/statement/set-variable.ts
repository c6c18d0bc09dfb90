// The policy `set-variable`: context variables.

import { everyScope, everySection, type PolicyDefinition, text, variableName } from "./schema.ts";

/**
 * Keeps a value in `context.Variables`. An expression's value keeps its type; a literal is a string.
 *
 * Example:
 *     <set-variable name="tenant" value="@(context.Request.Headers.GetValueOrDefault("X-Tenant", "none"))" />
 */
export const setVariable: PolicyDefinition = {
  name: "set-variable",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    { name: "name", takes: variableName, isRequired: true, meaning: "name of the variable" },
    {
      name: "value",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "what it holds from now on",
    },
  ],
};
