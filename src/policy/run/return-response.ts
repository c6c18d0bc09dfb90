// How `return-response` runs: an answer of its own, or that of a variable, changed by what stands inside.

import { CallResponse } from "../plan/call-context.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { emptyResponse, type PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { ContextObject } from "../value/context/context-object.ts";
import { bodyValue } from "./body-value.ts";
import { bodySetter, headerSetter, type ResponseSetter, statusSetter } from "./message-setters.ts";

export const returnResponse: PolicyCompiler = (element) => {
  const variable = element.literal("response-variable-name");
  const setters = element.elements().flatMap(setterOf);
  return (call) => {
    const response = variable === undefined ? emptyResponse() : responseOf(call, variable);
    for (const set of setters) set(call, response);
    if (call.response !== response) call.response?.body.discard();
    call.response = response;
    return "end";
  };
};

function setterOf(element: StatementReader): readonly ResponseSetter[] {
  switch (element.name) {
    case "set-status":
      return [statusSetter(element)];
    case "set-header":
      return [headersOf(headerSetter(element))];
    case "set-body":
      // The messages of the call are given up before it: a template has no body there, as on Azure.
      return [bodySetter(bodyValue(element, () => undefined))];
    default:
      return [];
  }
}

function headersOf(set: ReturnType<typeof headerSetter>): ResponseSetter {
  return (call, { headers }) => set(call, headers);
}

/** A variable that holds no response gives an empty one: nothing was answered. */
function responseOf(call: PolicyCall, name: string): PolicyResponse {
  const value = call.variables.find(name);
  if (value instanceof ContextObject && value.model instanceof CallResponse)
    return value.model.message.copy();
  return emptyResponse();
}
