// The transformation parityOdd7bit.

import { withParity } from "./parity.ts";
import type { TransformationDefinition } from "./transformation.ts";

/**
 * Takes each byte for seven bits of data and sets the eighth so that the ones in it are odd in number.
 *
 * Invalid input: there is none.
 * Example: the bytes 0x41 0x43 become 0xc1 0x43
 */
export const parityOdd7bit: TransformationDefinition = {
  name: "parityOdd7bit",
  apply: (input) => withParity(input, 1),
  triggers: undefined,
};
