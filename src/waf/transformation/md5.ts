// The transformation md5.

import { hash } from "node:crypto";
import type { TransformationDefinition } from "./transformation.ts";

/**
 * Gives the MD5 digest in raw bytes: hexEncode behind it makes them readable.
 *
 * Invalid input: there is none.
 * Example: `md5` and `hexEncode` of nothing give `d41d8cd98f00b204e9800998ecf8427e`
 */
export const md5: TransformationDefinition = {
  name: "md5",
  apply: (input) => hash("md5", Buffer.from(input, "latin1"), "latin1"),
  triggers: undefined,
  mayLengthen: true,
};
