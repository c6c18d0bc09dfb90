// The transformation parityEven7bit.

import { withParity } from "./parity.ts";
import type { TransformationDefinition } from "./transformation.ts";

/**
 * Takes each byte for seven bits of data and sets the eighth so that the ones in it are even in number.
 *
 * Invalid input: there is none.
 * Example: the bytes 0x41 0x43 become 0x41 0xc3
 */
export const parityEven7bit: TransformationDefinition = {
  name: "parityEven7bit",
  apply: (input) => withParity(input, 0),
  triggers: undefined,
};
