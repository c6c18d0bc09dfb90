// Requests of the gateway's own to members of a pool, by the egress client: the pool chooses whom to ask, and
// learns how it went as it does from other requests. They take no place among its connections.

import { isFieldValue, makeField } from "#http/field.ts";
import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import { isInRanges } from "./breaker.ts";
import type { EgressClient, EgressRequest, EgressResponse } from "./egress.ts";
import { EgressError } from "./egress-error.ts";
import type { Member } from "./member.ts";
import type { Pool } from "./pool.ts";

/** Another attempt of the request, to a member: the place of the member in the pool's list. */
export type RequestTo = (place: number) => EgressRequest;

type Fault = { readonly code: FaultCode; readonly isUnsent: boolean };

const tlsFailed: Fault = { code: "upstream-tls-failed", isUnsent: true };
/** By the codes of Node's errors. */
const faults: ReadonlyMap<string, Fault> = new Map([
  ["ECONNREFUSED", { code: "connect-refused", isUnsent: true }],
  ["EHOSTUNREACH", { code: "connect-failed", isUnsent: true }],
  ["ENETUNREACH", { code: "connect-failed", isUnsent: true }],
  ["ETIMEDOUT", { code: "connect-timeout", isUnsent: true }],
  ["EPROTO", tlsFailed],
]);
/** OpenSSL's and Node's verdicts on certificates. */
const CERTIFICATE = /CERT|^UNABLE_TO_|ALTNAME/;

/**
 * Tries another member as the pool's retries allow it, within the time of the request.
 * @throws EgressError, as the promise's rejection, where no member answers; any status is an answer
 */
export async function requestOfPool(
  pool: Pool,
  egress: EgressClient,
  requestTo: RequestTo,
): Promise<EgressResponse> {
  const startedMs = pool.now();
  const tried: Member[] = [];
  pool.budget.request(startedMs);
  let member = pool.pick(tried, "");
  if (member === undefined) throw new EgressError("nobody", pool.whyNobody().detail);
  for (;;) {
    const request = requestTo(pool.members.indexOf(member));
    const timeoutMs = Math.max(1, Math.ceil(request.timeoutMs - (pool.now() - startedMs)));
    const asked = await ask(pool, member, egress, { ...request, timeoutMs });
    tried.push(member);
    member = asked.mayRetry ? another(pool, tried) : undefined;
    if (member !== undefined) continue;
    if ("answer" in asked) return asked.answer;
    throw asked.error;
  }
}

function another(pool: Pool, tried: readonly Member[]): Member | undefined {
  if (tried.length >= pool.retry.attempts) return undefined;
  const member = pool.pick(tried, "");
  if (member === undefined) return undefined;
  const isSpent = pool.budget.spend(pool.now());
  if (isSpent) pool.observer.retried(false);
  else pool.observer.retryDenied();
  return isSpent ? member : undefined;
}

type Asked = { readonly mayRetry: boolean } & (
  | { readonly answer: EgressResponse }
  | { readonly error: EgressError }
);

async function ask(pool: Pool, member: Member, egress: EgressClient, request: EgressRequest): Promise<Asked> {
  const { retry, observer } = pool;
  const isTrial = member.breaker?.begin() === true;
  const startedMs = pool.now();
  const isRepeatable = retry.methods.includes(request.method);
  try {
    const answer = await egress.request(member.signedEgress(request));
    member.answered({ status: answer.status, fields: retryAfterOf(answer) }, isTrial);
    observer.answered(member.name, pool.now() - startedMs);
    return { answer, mayRetry: isRepeatable && isInRanges(answer.status, retry.statuses) };
  } catch (error) {
    const fault =
      error instanceof EgressError && request.signal?.aborted !== true ? faultOf(error) : undefined;
    if (fault === undefined) member.breaker?.calledOff(isTrial);
    if (!(error instanceof EgressError)) throw error;
    if (fault === undefined) return { error, mayRetry: false };
    const { code, isUnsent } = fault;
    member.failed(code, isTrial, pool.mayEject(member));
    observer.failed(member.name, code);
    return {
      error,
      mayRetry: isUnsent ? catalogueEntry(code).retry : isRepeatable && retry.reasons.includes(code),
    };
  }
}

function retryAfterOf({ headers }: EgressResponse) {
  const value = headers["retry-after"] ?? "";
  return isFieldValue(value) ? [makeField("Retry-After", value)] : [];
}

/** Undefined for what shows nothing of the member. */
function faultOf({ code, cause }: EgressError): Fault | undefined {
  switch (code) {
    case "timeout":
      return { code: "response-timeout", isUnsent: false };
    case "unresolved":
      return { code: "name-unresolved", isUnsent: true };
    case "proxy-refused":
      return { code: "connect-failed", isUnsent: true };
    case "failed":
      return faultOfCause(cause);
    default:
      return undefined;
  }
}

function faultOfCause(cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const known = faults.get(code);
  if (known !== undefined) return known;
  if (CERTIFICATE.test(code)) return { code: "upstream-certificate-refused", isUnsent: true };
  if (code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS")) return tlsFailed;
  if (code.startsWith("HPE_")) return { code: "response-malformed", isUnsent: false };
  return { code: "upstream-reset", isUnsent: false };
}
