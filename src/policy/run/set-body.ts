// How `set-body` runs: the request's body in inbound and backend, the response's behind them.

import type { PolicyCompiler } from "../plan/step.ts";
import { bodyValue } from "./body-value.ts";

export const setBody: PolicyCompiler = (element) => {
  const read = bodyValue(element, (call) => call.message);
  return (call) => {
    const bytes = read(call);
    call.message.body.replaceBytes(bytes);
    return undefined;
  };
};
