// The transformation removeWhitespace.

import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[\t-\r \xa0]/;
const WHITE = /(?:\xc2\xa0|[\t-\r \xa0])+/g;

/**
 * Drops white space: space, tab, newline, return, form feed, vertical tab, and the no-break space of
 * latin1 and UTF-8.
 *
 * Invalid input: there is none.
 * Example: `java script :` becomes `javascript:`
 */
export const removeWhitespace: TransformationDefinition = {
  name: "removeWhitespace",
  apply: (input) => (TRIGGERS.test(input) ? input.replace(WHITE, "") : input),
  triggers: TRIGGERS,
};
