// `forward-request` in the gateway: the call's request to its backend.

import type { Outcome, OutgoingResponse } from "#http/exchange.ts";
import { type Field, makeField, valueOfKind } from "#http/field.ts";
import { FieldKind } from "#http/field-kind.ts";
import type { ForwardEdits } from "#http/forward-wire.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type ForwardOptions, type PolicyPorts, PolicyResponse, QueryList } from "#policy/plans.ts";
import type { BackendCredentials } from "#snapshot/policy-spec.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { PoolForward } from "../pool-forward.ts";
import type { PoolEntry } from "../pool-table.ts";
import { parameterOf, withoutParameter } from "../rewrite/query-string.ts";
import { answerOfTarget } from "../stage/answer-of-target.ts";
import { type ReachOrigin, redirected, type Sending } from "./backend-redirect.ts";
import type { Backend, GatewayCall } from "./gateway-call.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { gatherCallBody } from "./gather-call-body.ts";

/**
 * Finds where a call's policies lead it; undefined: to what the route itself answers.
 * @throws PolicyFailure where that is nowhere
 */
export type FindBackend = (call: GatewayCall) => undefined | Backend | Promise<Backend>;

/** How calls come to backends, and policies to those that they call themselves. */
export type Backends = {
  readonly find: FindBackend;
  /** Where a redirect of the call leads: @throws PolicyFailure where that may not be called */
  readonly reach: (call: GatewayCall, origin: string) => Promise<Backend>;
  readonly service: PolicyPorts["service"];
  /** Of a backend of the configuration: @throws PolicyFailure where there is none of that id */
  readonly poolOf: (id: string) => PoolEntry;
};

/** @throws PolicyFailure, at once or as the promise's rejection */
export function forwardCall(
  call: GatewayCall,
  options: ForwardOptions,
  backends: Backends,
): Promise<PolicyResponse> {
  const backend = backends.find(call);
  // A body that is to go out more than once has to be kept.
  const isKept = options.buffersRequestBody || options.followsRedirects;
  if (isKept || backend === undefined || backend instanceof Promise) {
    return forwardLater(call, options, backend, (origin) => backends.reach(call, origin));
  }
  return send(call.x, firstSending(call, backend), options.timeoutMs).then(
    (outcome) => new PolicyResponse(answered(call.x, outcome)),
  );
}

async function forwardLater(
  call: GatewayCall,
  options: ForwardOptions,
  found: ReturnType<FindBackend>,
  reach: ReachOrigin,
): Promise<PolicyResponse> {
  const { x } = call;
  const backend = await found;
  if (options.buffersRequestBody || options.followsRedirects) await gatherCallBody(call, "request");
  if (backend === undefined) return new PolicyResponse(answered(x, await ownAnswer(x)));
  const first = firstSending(call, backend);
  if (options.followsRedirects) return new PolicyResponse(await follow(x, first, options.timeoutMs, reach));
  return new PolicyResponse(answered(x, await send(x, first, options.timeoutMs)));
}

/** The time is for all of them together; of too many redirects the last is the answer. */
async function follow(
  x: GatewayExchange,
  first: Sending,
  timeoutMs: number,
  reach: ReachOrigin,
): Promise<OutgoingResponse> {
  const { now } = x.pipeline.ports;
  const endsMs = now() + timeoutMs;
  let sending = first;
  for (let left = defaultLimits.policy.maxRedirects; ; left--) {
    const response = answered(x, await send(x, sending, Math.max(1, endsMs - now())));
    const next = left > 0 ? await redirected(sending, x.head, response, reach) : undefined;
    if (next === undefined) return response;
    response.body.rest?.cancel();
    sending = next;
  }
}

function answered(x: GatewayExchange, outcome: Outcome): OutgoingResponse {
  if (outcome !== undefined) throw failureOf(outcome);
  const { response } = x;
  if (response === undefined) throw new Error("a call to a backend ended without an answer");
  x.response = undefined;
  return response;
}

function ownAnswer(x: GatewayExchange): Outcome | Promise<Outcome> {
  const target = x.matched?.target;
  return answerOfTarget(x, target?.kind === "pool" ? undefined : target);
}

function firstSending(call: GatewayCall, backend: Backend): Sending {
  const { request } = call;
  return {
    backend,
    method: request.method,
    path: joinedPath(backend.basePath, request.path),
    query: withParameters(queryWithoutKey(call), backend.credentials?.query ?? []),
    edits: editsOf(call, backend),
    body: request.body.outgoing,
  };
}

function send(x: GatewayExchange, sending: Sending, timeoutMs: number): Promise<Outcome> {
  const { backend, method, path, query, edits, body } = sending;
  return new Promise((resolve) => {
    new PoolForward(x, backend.entry, resolve).start({
      method,
      path,
      query,
      edits,
      body,
      isMirrored: false,
      upgrade: "",
      responseTimeoutMs: Math.ceil(timeoutMs),
    });
  });
}

function joinedPath(base: string, path: string): string {
  return base === "" ? path : `${base}${path === "/" ? "" : path}`;
}

/** The head goes as the client sent it unless policies, or rules of the site, changed it. */
function editsOf(call: GatewayCall, { authority, credentials }: Backend): ForwardEdits | undefined {
  const { request, x } = call;
  const isOwn = authority === undefined && credentials === undefined && call.ownKey === undefined;
  if (isOwn && !request.headers.isChanged && !request.body.isReplaced) return x.edits;
  const fields = withCredentials(withoutStaleCoding(call), credentials);
  const host = valueOfKind(fields, FieldKind.host);
  const isHostChosen = host !== undefined && host.toLowerCase() !== x.head.authority;
  return {
    fields,
    // What `Connection` names was dropped with the head already, or is a policy's own.
    connectionNames: request.headers.isChanged ? [] : x.head.connectionNames,
    authority: isHostChosen ? host : (authority ?? x.edits?.authority),
  };
}

/** A body that policies wrote is in no coding; the key that the client showed was for us. */
function withoutStaleCoding({ request, ownKey }: GatewayCall): readonly Field[] {
  const { fields } = request.headers;
  if (ownKey === undefined && !request.body.isReplaced) return fields;
  return fields.filter(({ key, value }) => {
    if (ownKey !== undefined && key === ownKey.header && value === ownKey.value) return false;
    return !request.body.isReplaced || key !== "content-encoding";
  });
}

/** A key of the same name that policies put in, for a backend that has its own, stays. */
function queryWithoutKey({ request, ownKey }: GatewayCall): string {
  if (ownKey === undefined || request.query === "") return request.query;
  const isOwn = parameterOf(request.query.slice(1), ownKey.query) === ownKey.value;
  if (!isOwn) return request.query;
  const rest = withoutParameter(request.query.slice(1), ownKey.query);
  return rest === "" ? "" : `?${rest}`;
}

function withCredentials(
  fields: readonly Field[],
  credentials: BackendCredentials | undefined,
): readonly Field[] {
  if (credentials === undefined) return fields;
  const { headers, authorization } = credentials;
  const own = [
    ...headers,
    ...(authorization === undefined ? [] : [{ name: "Authorization", values: [authorization] }]),
  ];
  if (own.length === 0) return fields;
  const replaced = new Set(own.map(({ name }) => name.toLowerCase()));
  const made = own.flatMap(({ name, values }) => values.map((value) => makeField(name, value)));
  return [...fields.filter(({ key }) => !replaced.has(key)), ...made];
}

/** Replaces those of the same name. @param query with its `?` */
function withParameters(query: string, parameters: BackendCredentials["query"]): string {
  if (parameters.length === 0) return query;
  const list = new QueryList(query);
  for (const { name, values } of parameters) list.set(name, values);
  return list.text;
}

function failureOf(outcome: Exclude<Outcome, undefined>): Error {
  if (typeof outcome === "object" && outcome.kind === "refuse") {
    return new GatewayFailure(outcome.code, outcome.detail, outcome.retryAfterS ?? 0);
  }
  return new Error("a call to a backend ended as nothing that it can");
}
