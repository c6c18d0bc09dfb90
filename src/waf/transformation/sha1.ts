// The transformation sha1.

import { hash } from "node:crypto";
import type { TransformationDefinition } from "./transformation.ts";

/**
 * Gives the SHA1 digest in raw bytes: hexEncode behind it makes them readable.
 *
 * Invalid input: there is none.
 * Example: `sha1` and `hexEncode` of nothing give `da39a3ee5e6b4b0d3255bfef95601890afd80709`
 */
export const sha1: TransformationDefinition = {
  name: "sha1",
  apply: (input) => hash("sha1", Buffer.from(input, "latin1"), "latin1"),
  triggers: undefined,
  mayLengthen: true,
};
