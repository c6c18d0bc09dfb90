// How `mock-response` runs: an example of the operation's description as the answer; an empty one without.

import { emptyResponse } from "../plan/policy-message.ts";
import type { PolicyCompiler } from "../plan/step.ts";

export const mockResponse: PolicyCompiler = (element) => {
  const status = element.literalNumber("status-code", 200);
  const contentType = element.literal("content-type");
  return (call) => {
    const content = call.ports.contract.operation(call)?.mock(status, contentType);
    const response = emptyResponse();
    response.status = status;
    const type = content?.contentType ?? contentType;
    if (type !== undefined) response.headers.set("Content-Type", [type]);
    if (content !== undefined) response.body.replaceText(content.body);
    call.note("mock", content === undefined ? "nothing described" : content.contentType);
    call.response?.body.discard();
    call.response = response;
    return "end";
  };
};
