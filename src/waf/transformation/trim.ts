// The transformation trim.

import type { TransformationDefinition } from "./transformation.ts";
import { spaceEnd, spaceStart } from "./white-space.ts";

/**
 * Drops white space (space, tab, newline, return, form feed, vertical tab) from both ends.
 *
 * Invalid input: there is none.
 * Example: ` a b ` becomes `a b`
 */
export const trim: TransformationDefinition = {
  name: "trim",
  apply: (input) => {
    const start = spaceEnd(input);
    return input.slice(start, Math.max(start, spaceStart(input)));
  },
  triggers: /[\t-\r ]/,
};
