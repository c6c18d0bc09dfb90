// The transformation normalizePathWin, also spelled normalisePathWin.

import { normalPath } from "./normal-path.ts";
import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[/.\\]/;

/**
 * As normalizePath, after making backslashes slashes.
 *
 * Invalid input: there is none.
 * Example: `\a\.\..\b` becomes `/b`
 */
export const normalizePathWin: TransformationDefinition = {
  name: "normalizePathWin",
  apply: (input) => (TRIGGERS.test(input) ? normalPath(input.replaceAll("\\", "/"), input) : input),
  triggers: TRIGGERS,
  onWords: "nothing",
};
