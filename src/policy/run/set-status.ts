// How `set-status` runs: on the response that there is, or on one that it begins.

import type { PolicyCompiler } from "../plan/step.ts";
import { statusSetter } from "./message-setters.ts";

export const setStatus: PolicyCompiler = (element) => {
  const set = statusSetter(element);
  return (call) => {
    set(call, call.answer);
    return undefined;
  };
};
