// The transformation replaceNulls.

import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[\0]/;

/**
 * Makes each NUL byte a space.
 *
 * Invalid input: there is none.
 * Example: `a` NUL `b` becomes `a b`
 */
export const replaceNulls: TransformationDefinition = {
  name: "replaceNulls",
  apply: (input) => (TRIGGERS.test(input) ? input.replaceAll("\0", " ") : input),
  triggers: TRIGGERS,
};
