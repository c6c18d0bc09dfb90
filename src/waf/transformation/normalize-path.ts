// The transformation normalizePath, also spelled normalisePath.

import { normalPath } from "./normal-path.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[/.]/;

/**
 * Brings a path into its shortest form: several slashes become one, `.` segments go, `..` segments go with
 * the segment before them. A path that begins with a slash never goes above it; others keep leading `..`.
 *
 * Invalid input: there is none.
 * Example: `/a//b/./../c` becomes `/a/c`
 */
export const normalizePath: TransformationDefinition = {
  name: "normalizePath",
  apply: (input) => (TRIGGERS.test(input) ? normalPath(input) : input),
  triggers: TRIGGERS,
  onWords: "nothing",
};
