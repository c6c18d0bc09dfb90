// Problem details (RFC 9457): what a caller is told of a refusal. Never what stands behind the gateway.

import { catalogueEntry, type FaultCode } from "#kernel/fault-catalogue.ts";
import { wholeBody } from "./body.ts";
import type { OutgoingResponse } from "./exchange.ts";
import { makeField } from "./field.ts";
import { statusText } from "./status-text.ts";

const contentType = makeField("Content-Type", "application/problem+json");
const noStore = makeField("Cache-Control", "no-store");
const fields = [contentType, noStore];

/**
 * The answer to a refused request. The code is told only where the client is to blame: it helps to mend
 * the request, while the others would tell an attacker about backends and rules.
 * @param retryAfterS when another try may help (RFC 9110 §10.2.3)
 * @param status the status to answer with, where it differs from the catalogue's
 */
export function problemResponse(
  code: FaultCode,
  requestId: string,
  status?: number,
  retryAfterS?: number,
): OutgoingResponse {
  const entry = catalogueEntry(code);
  const shown = status ?? entry.status;
  const problem = {
    type: "about:blank",
    title: statusText(shown),
    status: shown,
    detail: entry.publicText,
    ...(entry.blame === "client" ? { code } : {}),
    requestId,
  };
  return {
    status: shown,
    reasonPhrase: "",
    fields: retryAfterS === undefined ? fields : [...fields, makeField("Retry-After", String(retryAfterS))],
    connectionNames: [],
    body: wholeBody(JSON.stringify(problem)),
  };
}
