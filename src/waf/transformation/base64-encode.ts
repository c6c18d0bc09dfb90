// The transformation base64Encode.

import type { TransformationDefinition } from "./transformation.ts";

/**
 * Encodes in Base64 (RFC 4648 §4), with padding and without line breaks.
 *
 * Invalid input: there is none.
 * Example: `hello` becomes `aGVsbG8=`
 */
export const base64Encode: TransformationDefinition = {
  name: "base64Encode",
  apply: (input) => (input === "" ? input : Buffer.from(input, "latin1").toString("base64")),
  triggers: /[^]/,
  mayLengthen: true,
};
