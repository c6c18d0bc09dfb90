// The transformation hexEncode.

import type { TransformationDefinition } from "./transformation.ts";

/**
 * Writes each byte as two hexadecimal digits in lower case.
 *
 * Invalid input: there is none.
 * Example: `aJ` becomes `614a`
 */
export const hexEncode: TransformationDefinition = {
  name: "hexEncode",
  apply: (input) => (input === "" ? input : Buffer.from(input, "latin1").toString("hex")),
  triggers: /[^]/,
  mayLengthen: true,
};
