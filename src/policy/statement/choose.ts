// The policy `choose`: branches.

import { bool, everyScope, everySection, type PolicyDefinition } from "./schema.ts";

/**
 * Runs the policies of the first `when` whose condition is true, or of `otherwise` where none is. It may
 * stand inside itself.
 *
 * Example:
 *     <choose>
 *       <when condition="@(context.Request.Method == "GET")">
 *         <set-status code="405" reason="No" />
 *       </when>
 *     </choose>
 */
export const choose: PolicyDefinition = {
  name: "choose",
  sections: everySection,
  scopes: everyScope,
  children: [
    {
      element: {
        name: "when",
        meaning: "A branch; the first whose condition is true is taken.",
        attributes: [
          {
            name: "condition",
            takes: bool,
            allowsExpression: true,
            isRequired: true,
            meaning: "whether the branch is taken",
          },
        ],
        content: { kind: "policies" },
      },
      isRequired: true,
      isMany: true,
    },
    {
      element: {
        name: "otherwise",
        meaning: "What is done where no condition is true.",
        content: { kind: "policies" },
      },
    },
  ],
};
