// How `send-one-way-request` runs: the request is on its way, and nobody waits for the answer.

import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { OutboundRequest } from "../plan/policy-ports.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { outboundMaker } from "./outbound-request.ts";

export const sendOneWayRequest: PolicyCompiler = (element) => {
  const make = outboundMaker(element);
  return async (call) => {
    // Whatever becomes of the call, the request goes out.
    const request = { ...(await make(call)), signal: undefined };
    call.note("url", request.url);
    void send(call, request);
    return undefined;
  };
};

/** Never rejects, since nobody waits. That there was no answer is nobody's business; all else is a defect. */
async function send(call: PolicyCall, request: OutboundRequest): Promise<void> {
  try {
    const response = await call.ports.fetch(request);
    response.body.discard();
  } catch (error) {
    if (!(error instanceof PolicyFailure)) call.ports.reportDefect(call, error);
  }
}
