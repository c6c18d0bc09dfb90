// What a route with the target `guard` answers: a document for the guards of backends, which they ask for
// again and again, so that an ETag spares it.

import type { OutgoingResponse } from "#http/exchange.ts";
import { type Field, makeField } from "#http/field.ts";
import type { RequestHead } from "#http/request-head.ts";
import { statusText } from "#http/status-text.ts";
import type { GuardDocument } from "#snapshot/guard-identity-spec.ts";
import { fixedResponse } from "./fixed-response.ts";

const ALLOW = makeField("Allow", "GET, HEAD");
const PROBLEM = [ALLOW, makeField("Content-Type", "application/problem+json")];
/** A key that is published is known after this, whatever cache stands between. */
const CACHE = makeField("Cache-Control", "max-age=10");
const NO_SNIFF = makeField("X-Content-Type-Options", "nosniff");

export function guardAnswer(
  { method, fields }: Pick<RequestHead, "method" | "fields">,
  { contentType, etag, content }: GuardDocument,
): OutgoingResponse {
  if (method !== "GET" && method !== "HEAD") {
    const problem = { type: "about:blank", title: statusText(405), status: 405 };
    return fixedResponse(405, PROBLEM, JSON.stringify(problem));
  }
  const known = [CACHE, makeField("ETag", etag)];
  if (isKnown(fields, etag)) return fixedResponse(304, known, "");
  return fixedResponse(200, [...known, NO_SNIFF, makeField("Content-Type", contentType)], content);
}

/** RFC 9110 §13.1.2, by the weak comparison: these have no commas. */
function isKnown(fields: readonly Field[], etag: string): boolean {
  const named = fields.filter(({ key }) => key === "if-none-match").flatMap(({ value }) => value.split(","));
  return named.map((each) => each.trim().replace(/^W\//, "")).some((each) => each === etag || each === "*");
}
