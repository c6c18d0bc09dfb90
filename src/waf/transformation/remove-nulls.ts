// The transformation removeNulls.

import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[\0]/;

/**
 * Drops NUL bytes.
 *
 * Invalid input: there is none.
 * Example: `pass` NUL `wd` becomes `passwd`
 */
export const removeNulls: TransformationDefinition = {
  name: "removeNulls",
  apply: (input) => (TRIGGERS.test(input) ? input.replaceAll("\0", "") : input),
  triggers: TRIGGERS,
  onlyRemoves: true,
};
