// How `send-request` runs: the response goes into a variable; null does where the call failed and that is to
// be ignored.

import { abandoned, isAbandoned } from "../plan/branch.ts";
import { CallResponse } from "../plan/call-context.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { ContextObject } from "../value/context/context-object.ts";
import { outboundMaker } from "./outbound-request.ts";

export const sendRequest: PolicyCompiler = (element) => {
  const make = outboundMaker(element);
  const variable = element.textOr("response-variable-name", "");
  const ignoresError = element.literalBool("ignore-error", false);
  return async (call) => {
    const name = variable(call);
    const request = await make(call);
    let response: unknown = null;
    try {
      response = await fetched(call, request);
    } catch (error) {
      if (isAbandoned()) return abandoned();
      if (!ignoresError || !(error instanceof PolicyFailure)) throw error;
      call.note("failure", error.message);
    }
    if (isAbandoned()) return abandoned();
    call.variables.set(name, response);
    return undefined;
  };
};

async function fetched(
  call: PolicyCall,
  request: Parameters<PolicyCall["ports"]["fetch"]>[0],
): Promise<ContextObject<CallResponse>> {
  call.note("url", request.url);
  const response = await call.ports.fetch(request);
  call.note("status", String(response.status));
  return responseObject(response);
}

/** A response as variables hold it: an IResponse. */
export function responseObject(response: ConstructorParameters<typeof CallResponse>[0]) {
  return new ContextObject("IResponse", new CallResponse(response));
}
