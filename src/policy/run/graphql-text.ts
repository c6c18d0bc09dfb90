// The GraphQL query of a request, wherever it stands: in JSON, as the body itself, or in the address.

import type { PolicyRequest } from "../plan/policy-message.ts";
import { QueryList } from "./query-list.ts";

export type GraphqlText = {
  readonly query: string;
  readonly from: "json" | "body" | "address";
  /** The body's other members, where it is JSON. */
  readonly members: Readonly<Record<string, unknown>>;
};

/** @param body in no coding; undefined where its coding cannot be undone */
export function queryOfRequest(
  request: PolicyRequest,
  body: Uint8Array | undefined,
): GraphqlText | { readonly why: string } {
  if (body === undefined) return { why: "The coding of the body cannot be undone." };
  if (request.method === "GET") {
    const query = new URLSearchParams(request.query).get("query");
    return query === null ? { why: "The request holds no query." } : { query, from: "address", members: {} };
  }
  const text = Buffer.from(body).toString("utf8");
  const type = (request.headers.valuesOf("content-type")[0] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/graphql") return { query: text, from: "body", members: {} };
  return queryOfJson(text);
}

function queryOfJson(text: string): GraphqlText | { readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { why: "The body is not JSON." };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("query" in value)) {
    return { why: "The body holds no query." };
  }
  const { query } = value;
  if (typeof query !== "string") return { why: "The body holds no query." };
  return { query, from: "json", members: Object.fromEntries(Object.entries(value)) };
}

/** Sends another query on in the place of the one that came. */
export function replaceQuery(request: PolicyRequest, { from, members }: GraphqlText, query: string): void {
  if (from === "address") {
    const list = new QueryList(request.query);
    list.set("query", [query]);
    request.query = list.text;
  } else request.body.replaceText(from === "body" ? query : JSON.stringify({ ...members, query }));
  if (request.body.isReplaced) request.headers.remove("Content-Encoding");
}
