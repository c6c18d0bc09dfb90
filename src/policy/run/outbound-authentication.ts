// How requests of policies' own say who sends them: the authentication-* elements inside send-request. One
// that is not here is refused when a document is loaded.

import type { HeaderList } from "../plan/header-list.ts";
import type { BackendCertificate, PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { basicCredentials } from "./authentication-basic.ts";
import { certificateValue } from "./authentication-certificate.ts";

/** Of a request that is being made, where it says who sends it. */
export type ShownIdentity = {
  readonly headers: HeaderList;
  /** Shown at the TLS handshake; undefined for none. */
  certificate: BackendCertificate | undefined;
};

/** @throws PolicyFailure where there is nothing to show, ClrException where an expression gives none */
export type OutboundAuthentication = (call: PolicyCall, shown: ShownIdentity) => void | Promise<void>;

export const outboundAuthentications: ReadonlyMap<
  string,
  (element: StatementReader) => OutboundAuthentication
> = new Map([
  ["authentication-basic", basic],
  ["authentication-certificate", certificate],
  ["authentication-managed-identity", managedIdentity],
]);

function basic(element: StatementReader): OutboundAuthentication {
  const credentials = basicCredentials(element);
  return (call, { headers }) => headers.set("Authorization", [credentials(call)]);
}

function certificate(element: StatementReader): OutboundAuthentication {
  const chosen = certificateValue(element);
  return (call, shown) => {
    shown.certificate = chosen(call);
  };
}

function managedIdentity(element: StatementReader): OutboundAuthentication {
  const resource = element.textOr("resource", "");
  const clientId = element.literal("client-id");
  const variable = element.literal("output-token-variable-name");
  const ignoresError = element.literalBool("ignore-error", false);
  return async (call, { headers }) => {
    try {
      const { value } = await call.ports.identity.ownToken({ resource: resource(call).trim(), clientId });
      if (variable !== undefined) call.variables.set(variable, value);
      else headers.set("Authorization", [`Bearer ${value}`]);
    } catch (error) {
      if (!ignoresError || !(error instanceof PolicyFailure)) throw error;
      call.note("ignored", error.reason);
    }
  };
}
