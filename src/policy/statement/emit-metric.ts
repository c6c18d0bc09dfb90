// The policy `emit-metric`: metrics of one's own.

import { everyScope, everySection, number, type PolicyDefinition, text } from "./schema.ts";

/**
 * Counts or measures something of one's own.
 *
 * Example:
 *     <emit-metric name="orders" value="1">
 *       <dimension name="API ID" />
 *     </emit-metric>
 */
export const emitMetric: PolicyDefinition = {
  name: "emit-metric",
  sections: everySection,
  scopes: everyScope,
  attributes: [
    { name: "name", takes: text, isRequired: true, meaning: "name of the metric" },
    { name: "namespace", takes: text, default: "API Management", meaning: "group of the metric" },
    {
      name: "value",
      takes: number(-Number.MAX_VALUE, Number.MAX_VALUE),
      allowsExpression: true,
      default: "1",
      meaning: "what is added",
    },
  ],
  children: [
    {
      element: {
        name: "dimension",
        meaning: "A dimension of the metric.",
        attributes: [
          { name: "name", takes: text, allowsExpression: true, isRequired: true, meaning: "its name" },
          {
            name: "value",
            takes: text,
            allowsExpression: true,
            meaning: "its value; some names have one of their own",
          },
        ],
      },
      isRequired: true,
      isMany: true,
    },
  ],
};
