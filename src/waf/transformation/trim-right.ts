// The transformation trimRight.

import type { TransformationDefinition } from "./transformation.ts";
import { spaceStart } from "./white-space.ts";

/**
 * Drops white space (space, tab, newline, return, form feed, vertical tab) from the end.
 *
 * Invalid input: there is none.
 * Example: ` a b ` becomes ` a b`
 */
export const trimRight: TransformationDefinition = {
  name: "trimRight",
  apply: (input) => input.slice(0, spaceStart(input)),
  triggers: /[\t-\r ]/,
};
