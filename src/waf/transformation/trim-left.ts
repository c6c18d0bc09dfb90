// The transformation trimLeft.

import type { TransformationDefinition } from "./transformation.ts";
import { spaceEnd } from "./white-space.ts";

/**
 * Drops white space (space, tab, newline, return, form feed, vertical tab) from the beginning.
 *
 * Invalid input: there is none.
 * Example: ` a b ` becomes `a b `
 */
export const trimLeft: TransformationDefinition = {
  name: "trimLeft",
  apply: (input) => input.slice(spaceEnd(input)),
  triggers: /[\t-\r ]/,
};
