// The policy `llm-content-safety`: harmful prompts and completions.

import { bool, integer, oneOf, type PolicyDefinition, text } from "./schema.ts";

/** What Azure AI Content Safety takes at once. */
const MAX_WINDOW_CHARS = 10_000;

/**
 * Asks a content-safety service about the texts of the request, in outbound of the answer, and refuses with
 * 403 what it objects to. What could not be judged is refused with 500. A stream goes on as far as it is
 * judged, and is cut there.
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
  sections: ["inbound", "outbound"],
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
      meaning: "whether, in inbound, the answer is looked at too; in outbound it is anyway",
    },
    {
      name: "window-size",
      takes: integer(1, MAX_WINDOW_CHARS),
      allowsExpression: true,
      default: String(MAX_WINDOW_CHARS),
      meaning: "characters of an answer that are looked at together; prompts have windows of 10,000",
    },
    {
      name: "window-overlap-size",
      takes: integer(0, MAX_WINDOW_CHARS - 1),
      allowsExpression: true,
      meaning: "characters that two such windows share, fewer than they have; 0 with `window-size`, else 200",
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
