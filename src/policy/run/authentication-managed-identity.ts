// How `authentication-managed-identity` runs: a token of the node's own, for the backend or for a variable.

import type { OwnToken } from "../plan/identity-ports.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";

export const authenticationManagedIdentity: PolicyCompiler = (element) => {
  const resource = element.textOr("resource", "");
  const clientId = element.literal("client-id");
  const variable = element.literal("output-token-variable-name");
  const ignoresError = element.literalBool("ignore-error", false);
  return (call) => {
    const use = ({ value }: OwnToken): StepResult => {
      if (variable !== undefined) call.variables.set(variable, value);
      else call.request.headers.set("Authorization", [`Bearer ${value}`]);
      return undefined;
    };
    const pass = (error: unknown): StepResult => {
      if (!ignoresError || !(error instanceof PolicyFailure)) throw error;
      call.note("ignored", error.reason);
      return undefined;
    };
    const token = call.ports.identity.ownToken({ resource: resource(call).trim(), clientId });
    return token instanceof Promise ? token.then(use).catch(pass) : use(token);
  };
};
