// How `set-header` runs.

import type { PolicyCompiler } from "../plan/step.ts";
import { headerSetter } from "./message-setters.ts";

export const setHeader: PolicyCompiler = (element) => {
  const set = headerSetter(element);
  return (call) => {
    set(call, call.message.headers);
    return undefined;
  };
};
