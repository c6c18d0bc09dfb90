// How `forward-request` runs: asks the backend, and its response is the call's from here on.

import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";

const DEFAULT_TIMEOUT_S = 300;

export const forwardRequest: PolicyCompiler = (element) => {
  const timeoutMs = element.has("timeout-ms") ? element.number("timeout-ms", 0) : undefined;
  const timeout = element.number("timeout", DEFAULT_TIMEOUT_S);
  const followsRedirects = element.bool("follow-redirects", false);
  const buffersRequestBody = element.bool("buffer-request-body", false);
  const failsOnError = element.bool("fail-on-error-status-code", false);
  const settle = (call: PolicyCall, response: PolicyResponse): StepResult => {
    call.response = response;
    if (call.tracer !== undefined) call.note("status", String(response.status));
    if (failsOnError(call) && response.status >= 400) {
      const message = `The backend answered ${response.status}.`;
      throw new PolicyFailure("BackendResponseError", message, { status: response.status });
    }
    return undefined;
  };
  return (call) => {
    call.response?.body.discard();
    call.response = undefined;
    const forwarded = call.ports.forward(call, {
      timeoutMs: timeoutMs === undefined ? timeout(call) * 1000 : timeoutMs(call),
      followsRedirects: followsRedirects(call),
      buffersRequestBody: buffersRequestBody(call),
    });
    return forwarded.then((response) => settle(call, response));
  };
};
