// The policy `llm-content-safety`: harmful prompts.

import { bool, count, integer, oneOf, type PolicyDefinition, positiveCount, text } from "./schema.ts";

/**
 * Asks a content-safety service about the texts of the request, and refuses with 403 what it objects to.
 * What could not be judged is refused with 500.
 *
 * Example:
 *     <llm-content-safety backend-id="safety" shield-prompt="true">
 *       <categories>
 *         <category name="Hate" threshold="4" />
 *       </categories>
 *     </llm-content-safety>
 */
export const llmContentSafety: PolicyDefinition = {
  name: "llm-content-safety",
  // Azure takes it in outbound too, for completions.
  sections: ["inbound"],
  scopes: ["global", "workspace", "product", "api"],
  attributes: [
    {
      name: "backend-id",
      takes: text,
      allowsExpression: true,
      isRequired: true,
      meaning: "backend of the service",
    },
    {
      name: "shield-prompt",
      takes: bool,
      allowsExpression: true,
      default: "false",
      meaning: "whether attacks on the prompt are looked for",
    },
    {
      name: "enforce-on-completions",
      takes: bool,
      allowsExpression: true,
      default: "false",
      idleValue: "false",
      refusal:
        "completions are not judged here; leave it out, or ask the service with send-request in outbound",
      meaning: "whether completions are looked at too",
    },
    {
      name: "window-size",
      takes: positiveCount,
      allowsExpression: true,
      refusal: "completions are not judged here; prompts are judged in pieces of 10,000 characters",
      meaning: "characters of a completion that are looked at together",
    },
    {
      name: "window-overlap-size",
      takes: count,
      allowsExpression: true,
      refusal: "completions are not judged here; pieces of prompts share 200 characters",
      meaning: "characters that two such windows share",
    },
  ],
  rules: [
    { kind: "any-child-unless", of: ["categories", "blocklists"], attribute: "shield-prompt", value: "true" },
  ],
  children: [
    {
      element: {
        name: "categories",
        meaning: "What is objected to, and from which severity on.",
        attributes: [
          {
            name: "output-type",
            takes: oneOf("FourSeverityLevels", "EightSeverityLevels"),
            allowsExpression: true,
            default: "FourSeverityLevels",
            meaning: "scale of severity",
          },
        ],
        children: [
          {
            element: {
              name: "category",
              meaning: "A category.",
              attributes: [
                {
                  name: "name",
                  takes: oneOf("Hate", "SelfHarm", "Sexual", "Violence"),
                  allowsExpression: true,
                  isRequired: true,
                  meaning: "its name",
                },
                {
                  name: "threshold",
                  takes: integer(0, 7),
                  allowsExpression: true,
                  isRequired: true,
                  meaning: "severity from which on it is refused",
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
        name: "blocklists",
        meaning: "Lists of words that are refused.",
        children: [
          {
            element: {
              name: "id",
              meaning: "Name of a list.",
              content: { kind: "text", takes: text, allowsExpression: true },
            },
            isRequired: true,
            isMany: true,
          },
        ],
      },
    },
  ],
};
