// How `set-header` runs.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { applyValues } from "./exists-action.ts";

export const setHeader: PolicyCompiler = (element) => {
  const name = element.textOr("name", "");
  const action = element.textOr("exists-action", "override");
  const values = element.children("value").map((value) => value.trimmedContent() ?? constant(""));
  return (call) => {
    const texts = values.map((value) => value(call));
    applyValues(call.message.headers, action(call), name(call), texts);
    return undefined;
  };
};
