// How `set-method` runs.

import { isToken } from "#http/field.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";

export const setMethod: PolicyCompiler = (element) => {
  const method = element.trimmedContent() ?? constant("");
  return (call) => {
    const text = method(call);
    if (!isToken(text)) throw new ClrException("System.FormatException", `'${text}' is no method.`);
    call.request.method = text.toUpperCase();
    return undefined;
  };
};
