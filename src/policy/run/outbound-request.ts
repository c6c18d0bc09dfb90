// The request that send-request and send-one-way-request send: a new one, or a copy of the call's.

import { isToken } from "#http/field.ts";
import { hostWithPort } from "#kernel/address.ts";
import { branchSignal } from "../plan/branch.ts";
import { HeaderList } from "../plan/header-list.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { OutboundRequest } from "../plan/policy-ports.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { ClrException } from "../value/clr-exception.ts";
import { bodyValue } from "./body-value.ts";
import { headerSetter } from "./message-setters.ts";
import { outboundAuthentications, type ShownIdentity } from "./outbound-authentication.ts";
import { proxyValue } from "./proxy.ts";

const DEFAULT_TIMEOUT_S = 60;

/** About one connection, or about the body as it came: RFC 9110, section 7.6.1. */
const ownOfConnection: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection"],
  ...["proxy-authorization", "expect", "host", "content-length"],
]);

/** @throws ClrException where an expression gives no method, address or header; PolicyFailure */
export type OutboundMaker = (call: PolicyCall) => Promise<OutboundRequest>;

export function outboundMaker(element: StatementReader): OutboundMaker {
  const mode = element.textOr("mode", "new");
  const url = element.child("set-url");
  const address = url?.trimmedContent();
  const isNamed = url !== undefined && !url.isExpressionContent;
  const method = element.child("set-method")?.trimmedContent();
  const setters = element.children("set-header").map(headerSetter);
  const setBody = element.child("set-body");
  const body = setBody && bodyValue(setBody, (call) => call.message);
  const timeout = element.number("timeout", DEFAULT_TIMEOUT_S);
  const authenticate = element.elements().flatMap((child) => {
    const make = outboundAuthentications.get(child.name);
    return make === undefined ? [] : [make(child)];
  });
  const proxy = element.child("proxy");
  const proxyOf = proxy && proxyValue(proxy);
  const hasRequestBody = element.section === "inbound" || element.section === "backend";
  const mayCopy = element.has("mode") && element.literal("mode") !== "new";
  if (mayCopy && hasRequestBody && body === undefined) element.needsBody();
  return async (call) => {
    const isCopy = mode(call).trim().toLowerCase() === "copy";
    const headers = new HeaderList(isCopy ? copiedFields(call) : []);
    for (const set of setters) set(call, headers);
    const request = {
      method: methodOf(method === undefined ? call.request.method : method(call)),
      url: address === undefined ? currentUrl(call) : address(call),
      body: body === undefined ? copiedBody(call, isCopy && hasRequestBody) : latin1(body(call)),
      timeoutMs: Math.ceil(timeout(call) * 1000),
      isNamed,
      signal: branchSignal(),
      ...(proxyOf === undefined ? {} : { proxy: proxyOf(call) }),
    };
    const shown: ShownIdentity = { headers, certificate: undefined };
    for (const show of authenticate) await show(call, shown);
    const { certificate } = shown;
    const fields = headers.fields.map(({ name, value }) => [name, value] as const);
    return { ...request, headers: fields, ...(certificate === undefined ? {} : { certificate }) };
  };
}

function copiedFields({ request }: PolicyCall): HeaderList["fields"] {
  return request.headers.fields.filter(({ key }) => !ownOfConnection.has(key));
}

/** In outbound a copy has no body, as on Azure: the request has been sent. */
function copiedBody({ request }: PolicyCall, isCopied: boolean): string {
  return isCopied ? request.body.wire : "";
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function methodOf(text: string): string {
  if (isToken(text)) return text.toUpperCase();
  throw new ClrException("System.FormatException", `'${text}' is no method.`);
}

/** Of the call's own request as it goes on: behind the address that policies chose, where they chose one. */
function currentUrl({ backend, request }: PolicyCall): string {
  const { path, query, facts } = request;
  if (backend?.kind === "url") return `${backend.url.replace(/\/+$/, "")}${path}${query}`;
  if (backend !== undefined) {
    const message = "A copy of a request to a backend with an id needs set-url.";
    throw new PolicyFailure("UrlNotFound", message, { status: 500 });
  }
  const { scheme, host, port } = facts.original;
  return `${scheme}://${hostWithPort(host, port)}${path}${query}`;
}
