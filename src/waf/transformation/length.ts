// The transformation length.

import type { TransformationDefinition } from "./transformation.ts";

/**
 * Gives the number of bytes as a decimal number.
 *
 * Invalid input: there is none.
 * Example: `abcde` becomes `5`
 */
export const length: TransformationDefinition = {
  name: "length",
  apply: (input) => {
    const text = String(input.length);
    return text === input ? input : text;
  },
  triggers: undefined,
  mayLengthen: true,
};
