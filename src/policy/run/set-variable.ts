// How `set-variable` runs: the value of an expression keeps its type, a literal is a string.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";

export const setVariable: PolicyCompiler = (element) => {
  const name = element.textOr("name", "");
  const value = element.object("value") ?? constant("");
  return (call) => {
    call.variables.set(name(call), value(call) ?? null);
    return undefined;
  };
};
