// Redirects that `forward-request` follows in the client's place (RFC 9110 §15.4).

import { type Body, emptyBody } from "#http/body.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import type { ForwardEdits } from "#http/forward-wire.ts";
import { becomesGet, isRedirect } from "#http/redirect-rules.ts";
import type { RequestHead } from "#http/request-head.ts";
import type { Backend } from "./gateway-call.ts";

/** One request to a backend; the first, or the one that a redirect asks for. */
export type Sending = {
  readonly backend: Backend;
  readonly method: string;
  /** As the backend sees it. */
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
  /** Undefined: the head as the client sent it. */
  readonly edits: ForwardEdits | undefined;
  readonly body: Body;
};

/** The client's: what Host and the other fields are where nothing changed them. */
type ClientHead = Pick<RequestHead, "authority" | "fields" | "connectionNames">;

/**
 * Finds the backend at an origin that a redirect names.
 * @throws PolicyFailure where that may not be called
 */
export type ReachOrigin = (origin: string) => Promise<Backend>;

/** What describes a body that does not go along. */
const OF_BODIES = /^content-(?:type|encoding|language|location|md5|digest)$|^(?:repr-)?digest$/;

/**
 * The request that a response asks for; undefined where it is no redirect, or none that is followed: from
 * https to http, to anything but HTTP, or one that would take a body to another origin.
 * @throws PolicyFailure where it leads to an address that may not be called
 */
export async function redirected(
  sending: Sending,
  head: ClientHead,
  response: Pick<OutgoingResponse, "status" | "fields">,
  reach: ReachOrigin,
): Promise<Sending | undefined> {
  const { status } = response;
  if (!isRedirect(status)) return undefined;
  const from = addressOf(sending, head);
  const to = targetOf(response.fields, from);
  if (to === undefined || (from.protocol === "https:" && to.protocol === "http:")) return undefined;
  const isSameOrigin = to.origin === from.origin;
  const { method } = sending;
  const asksAnew = becomesGet(status, method);
  const body = asksAnew ? emptyBody() : sending.body;
  if (!isSameOrigin && !(body.complete && body.prefix.length === 0)) return undefined;
  const { fields, connectionNames } = sending.edits ?? head;
  const secret = isSameOrigin ? new Set() : secretFields(sending.backend);
  const kept = fields.filter(({ key }) => !secret.has(key) && !(asksAnew && OF_BODIES.test(key)));
  return {
    backend: isSameOrigin ? sending.backend : await reach(to.origin),
    method: asksAnew ? "GET" : method,
    path: to.pathname,
    query: to.search,
    edits: { fields: kept, connectionNames, authority: to.host },
    body,
  };
}

/** What is for the backend alone: credentials of the client's, and those that the configuration gives it. */
function secretFields({ credentials }: Backend): ReadonlySet<string> {
  const own = (credentials?.headers ?? []).map(({ name }) => name.toLowerCase());
  return new Set(["authorization", "cookie", "proxy-authorization", ...own]);
}

function addressOf({ backend, path, query, edits }: Sending, head: ClientHead): URL {
  const [member] = backend.entry.pool.members;
  const scheme = backend.entry.spec.tls === undefined ? "http" : "https";
  const authority = (edits?.authority ?? head.authority) || (member?.name ?? "");
  return new URL(`${scheme}://${authority}${path}${query}`);
}

function targetOf(fields: readonly Field[], from: URL): URL | undefined {
  const location = fields.find(({ key }) => key === "location")?.value;
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const url = new URL(location, from);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" ? url : undefined;
}
