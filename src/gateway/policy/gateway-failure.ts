// A failure of the gateway's own in the words of a plan: a backend that cannot be reached, a body that breaks
// off. Access lines keep the gateway's code for it.

import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import { PolicyFailure } from "#policy/plans.ts";

export class GatewayFailure extends PolicyFailure {
  readonly code: FaultCode;
  /** For the access line alone. */
  readonly detail: string;

  /** @param retryAfterS 0 where nobody can say */
  constructor(code: FaultCode, detail: string, retryAfterS: number) {
    const { status, publicText } = catalogueEntry(code);
    const headers = retryAfterS === 0 ? [] : [["Retry-After", String(retryAfterS)] as const];
    super(reasonOf(code, status), publicText, { status: status === 0 ? 502 : status, headers });
    this.code = code;
    this.detail = detail;
  }
}

/** As the reference of error handling names them. */
function reasonOf(code: FaultCode, status: number): string {
  if (code.startsWith("client-") || status === 408) return "ClientConnectionFailure";
  return status === 504 ? "Timeout" : "BackendConnectionFailure";
}
