// How `set-status` runs: on the response that there is, or on one that it begins.

import { emptyBody } from "#http/body.ts";
import { PolicyResponse } from "../plan/policy-message.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { statusSetter } from "./message-setters.ts";

export const setStatus: PolicyCompiler = (element) => {
  const set = statusSetter(element);
  return (call) => {
    call.response ??= emptyResponse();
    set(call, call.response);
    return undefined;
  };
};

export function emptyResponse(): PolicyResponse {
  return new PolicyResponse({
    status: 200,
    reasonPhrase: "",
    fields: [],
    connectionNames: [],
    body: emptyBody(),
  });
}
