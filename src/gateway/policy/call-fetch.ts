// Requests of policies' own, through the client that judges where they go.

import { wholeBody } from "#http/body.ts";
import { type Field, isFieldValue, isToken, makeField } from "#http/field.ts";
import { originWithPort } from "#kernel/address.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type OutboundRequest, PolicyFailure, PolicyResponse } from "#policy/plans.ts";
import type { EgressClient, EgressRequest, EgressResponse } from "#upstream/egress.ts";
import { EgressError } from "#upstream/egress-error.ts";
import { requestOfPool } from "#upstream/pool-egress.ts";
import type { PoolEntry } from "../pool-table.ts";
import type { PolicyCertificates } from "./policy-certificates.ts";
import { placeOfProxy } from "./proxied-pools.ts";

const noCertificate = { certificate: "", key: "" };

/** @throws PolicyFailure where there is no answer, no certificate of that name, or a proxy that is none */
export async function fetchFor(
  egress: EgressClient,
  certificates: PolicyCertificates,
  request: OutboundRequest,
): Promise<PolicyResponse> {
  const asked = egressRequest(certificates, request);
  return answered(egress.request(asked));
}

/** Asks the member that the backend's pool chooses, others as its retries allow it. @throws as `fetchFor` */
export async function fetchFromPool(
  egress: EgressClient,
  certificates: PolicyCertificates,
  { pool, spec }: PoolEntry,
  request: OutboundRequest,
): Promise<PolicyResponse> {
  const asked = egressRequest(certificates, request);
  const { pathname, search } = new URL(asked.url);
  const requestTo = (place: number): EgressRequest => {
    const member = spec.members[place];
    if (member === undefined) throw new Error("a pool has other members than its settings");
    return { ...asked, url: `${originWithPort(member)}${pathname}${search}` };
  };
  return answered(requestOfPool(pool, egress, requestTo));
}

function egressRequest(certificates: PolicyCertificates, request: OutboundRequest): EgressRequest {
  const { method, url, body, timeoutMs, isNamed, certificate, ca = "", proxy, signal } = request;
  const shown = certificate === undefined ? noCertificate : certificates.material(certificate);
  const tls = certificate === undefined && ca === "" ? undefined : { ca, ...shown };
  return {
    method,
    url,
    headers: headersOf(request),
    ...(body === "" ? {} : { body: Buffer.from(body, "latin1") }),
    timeoutMs,
    maxBytes: defaultLimits.policy.answerBytes,
    isNamed,
    ...(tls === undefined ? {} : { tls }),
    ...(proxy === undefined ? {} : { proxy: { ...placeOfProxy(proxy), isNamed: proxy.isLiteral } }),
    ...(signal === undefined ? {} : { signal }),
  };
}

async function answered(answer: Promise<EgressResponse>): Promise<PolicyResponse> {
  try {
    return responseOf(await answer);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    const reason = error.code === "timeout" ? "Timeout" : "BackendConnectionFailure";
    throw new PolicyFailure(reason, `The request of the policy failed: ${error.message}`, { status: 500 });
  }
}

/** Lines of one name become one. */
function headersOf({ headers }: OutboundRequest): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const known = joined.get(name);
    joined.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  return Object.fromEntries(joined);
}

function responseOf({ status, headers, body }: EgressResponse): PolicyResponse {
  const fields: Field[] = [];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) {
      if (isToken(name) && isFieldValue(one)) fields.push(makeField(name, one));
    }
  }
  const content = wholeBody(body.toString("latin1"));
  return new PolicyResponse({ status, reasonPhrase: "", fields, connectionNames: [], body: content });
}
