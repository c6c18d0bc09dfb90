// How `get-authorization-context` runs: a kept authorization of the node, as an object of type Authorization.

import type { AuthorizationRequest, OwnToken } from "../plan/identity-ports.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import { authorizationObject } from "../value/crypto/authorization.ts";

export const getAuthorizationContext: PolicyCompiler = (element) => {
  const provider = element.textOr("provider-id", "");
  const authorization = element.textOr("authorization-id", "");
  const variable = element.textOr("context-variable-name", "");
  const type = element.textOr("identity-type", "managed");
  const identity = element.textOr("identity", "");
  const ignoresError = element.bool("ignore-error", false);
  const requestOf = (call: PolicyCall): AuthorizationRequest => ({
    provider: provider(call).trim(),
    authorization: authorization(call).trim(),
    identity: type(call).trim().toLowerCase() === "jwt" ? identity(call).trim() : undefined,
  });
  return async (call): Promise<StepResult> => {
    const name = variable(call).trim();
    try {
      const token: OwnToken = await call.ports.identity.authorization(requestOf(call));
      call.variables.set(name, authorizationObject(token.value, token.answer));
    } catch (error) {
      if (!(error instanceof PolicyFailure) || !ignoresError(call)) throw error;
      call.note("ignored", error.reason);
      call.variables.set(name, null);
    }
    return undefined;
  };
};
