// The transformation removeCommentsChar.

import type { TransformationDefinition } from "./transformation.ts";

const TRIGGERS = /[#*-]/;
const MARKS = /\/\*|\*\/|<!--|-->|--|#/g;

/**
 * Drops the marks of comments and leaves what stands in them: those of C, HTML and SQL (`--`, `#`).
 *
 * Invalid input: there is none.
 * Example: `un<!--io-->n--` becomes `union`
 */
export const removeCommentsChar: TransformationDefinition = {
  name: "removeCommentsChar",
  apply: (input) => {
    if (!TRIGGERS.test(input)) return input;
    const text = input.replace(MARKS, "");
    return text === input ? input : text;
  },
  triggers: TRIGGERS,
  onWords: "nothing",
};
