// The head of a request as the backend gets it: the normalised target, the client's end-to-end fields, and
// what we know of the way it came (RFC 9110 §7.6, RFC 7239). Spoofed accounts of that way never pass.

import type { Field } from "./field.ts";
import { FieldKind, isEndToEnd } from "./field-kind.ts";
import type { RequestHead } from "./request-head.ts";

/** How the request reached us. */
export type Way = {
  /** Textual IP address of the socket's peer. */
  readonly peerAddress: string;
  /** The peer is a trusted hop: what it says of the hops before it is passed on. */
  readonly isPeerTrusted: boolean;
  readonly scheme: "http" | "https";
  readonly localPort: number;
};

/** The request's fields and host where rules of the site changed them. */
export interface ForwardEdits {
  readonly fields: readonly Field[];
  /** Lower-case names of fields that stay on the client's connection. */
  readonly connectionNames: readonly string[];
  /** What Host names; empty for the pool's own, undefined for what the client asked for. */
  readonly authority: string | undefined;
}

export type ForwardedRequest = {
  readonly head: RequestHead;
  /** The head's own, where policies chose no other. */
  readonly method: string;
  readonly way: Way;
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly query: string;
  /** What to put in Host where an HTTP/1.0 client gave none. */
  readonly defaultAuthority: string;
  readonly requestId: string;
  readonly traceparent: string;
  /** Empty for none. */
  readonly tracestate: string;
  /** The body's length; -1 to send it chunked. */
  readonly bodyBytes: number;
  /** The protocol to ask the backend to change to; empty for none. */
  readonly upgrade: string;
  /** Undefined: the head as the client sent it. */
  readonly edits: ForwardEdits | undefined;
  /** Fields with our word for what they say, each with its CRLF; empty for none. */
  readonly assertedFields: string;
};

/** The pseudonym in `Via`: names the product, not the machine. */
const VIA_NAME = "portcullis";

/** Request line and fields, with the empty line. */
export function forwardWire(request: ForwardedRequest): string {
  const { head, edits } = request;
  const authority = (edits?.authority ?? head.authority) || request.defaultAuthority;
  let wire = `${request.method} ${request.path}${request.query} HTTP/1.1\r\nHost: ${authority}\r\n`;
  const { fields } = edits ?? head;
  wire += isAsReceived(head, edits) ? receivedFields(head) : keptFields(edits ?? head);
  wire += `Via: ${viaBefore(fields)}${viaVersion(head)} ${VIA_NAME}\r\n`;
  wire += wayWire(request.way, fields, head.authority);
  wire += `X-Request-Id: ${request.requestId}\r\ntraceparent: ${request.traceparent}\r\n`;
  wire += request.assertedFields;
  if (request.tracestate !== "") wire += `tracestate: ${request.tracestate}\r\n`;
  if (isUnexpectedContent(request.method, request.bodyBytes)) wire += "Connection: close\r\n";
  else if (request.upgrade !== "") wire += `Connection: Upgrade\r\nUpgrade: ${request.upgrade}\r\n`;
  return wire + framingWire(request.method, request.bodyBytes);
}

/** Another Host changes no field: it stands before them. */
function isAsReceived(head: RequestHead, edits: ForwardEdits | undefined): boolean {
  if (head.fieldsAt < 0) return false;
  return edits === undefined || (edits.fields === head.fields && edits.connectionNames.length === 0);
}

/** The fields that go on, each with its CRLF. */
function keptFields({
  fields,
  connectionNames: names,
}: Pick<ForwardEdits, "fields" | "connectionNames">): string {
  let wire = "";
  for (const field of fields) {
    if (isEndToEnd(field.kind) && !(names.length > 0 && names.includes(field.key))) wire += field.wire;
  }
  return wire;
}

/** The same of fields that lie in the head as they go on: in few pieces, for mostly Host alone stays here. */
function receivedFields({ raw, fields, fieldsAt }: RequestHead): string {
  let wire = "";
  let from = fieldsAt;
  let at = fieldsAt;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field === undefined) continue;
    const end = at + field.wire.length;
    if (!isEndToEnd(field.kind)) {
      if (from < at) wire += raw.slice(from, at);
      from = end;
    }
    at = end;
  }
  return from < at ? wire + raw.slice(from, at) : wire;
}

function viaBefore(fields: readonly Field[]): string {
  let via = "";
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field?.kind === FieldKind.via) via += `${field.value}, `;
  }
  return via;
}

/**
 * RFC 9110 §9.3.1: nobody expects content of a GET, and a backend that does not read it takes it for another
 * request (CL.0). Its connection carries no other, then, and is told so.
 * @param bodyBytes -1 where it is not known
 */
export function isUnexpectedContent(method: string, bodyBytes: number): boolean {
  return bodyBytes !== 0 && (method === "GET" || method === "HEAD");
}

function viaVersion(head: RequestHead): string {
  return head.version === "HTTP/1.1" ? "1.1" : head.version === "HTTP/1.0" ? "1.0" : "2.0";
}

function framingWire(method: string, bodyBytes: number): string {
  if (bodyBytes < 0) return "Transfer-Encoding: chunked\r\n\r\n";
  if (bodyBytes > 0) return `Content-Length: ${bodyBytes}\r\n\r\n`;
  // RFC 9110 §8.6: a method that usually has content says that there is none.
  const expectsContent = method === "POST" || method === "PUT" || method === "PATCH";
  return expectsContent ? "Content-Length: 0\r\n\r\n" : "\r\n";
}

function wayWire(way: Way, fields: readonly Field[], authority: string): string {
  if (way.isPeerTrusted) return trustedWayWire(way, fields, authority);
  return (
    `X-Forwarded-For: ${way.peerAddress}\r\n` +
    commonWire(way.scheme, authority, String(way.localPort)) +
    `Forwarded: ${forwardedElement(way, authority)}\r\n`
  );
}

function commonWire(proto: string, host: string, port: string): string {
  const hostWire = host === "" ? "" : `X-Forwarded-Host: ${host}\r\n`;
  return `X-Forwarded-Proto: ${proto}\r\n${hostWire}X-Forwarded-Port: ${port}\r\n`;
}

/** Adds our peer to the account of trusted hops, which told the rest. */
function trustedWayWire(way: Way, fields: readonly Field[], authority: string): string {
  const told = (key: string): string => {
    let value = "";
    for (const field of fields) if (field.key === key) value += `${field.value}, `;
    return value;
  };
  const one = (key: string, otherwise: string): string => told(key).slice(0, -2) || otherwise;
  return (
    `X-Forwarded-For: ${told("x-forwarded-for")}${way.peerAddress}\r\n` +
    commonWire(
      one("x-forwarded-proto", way.scheme),
      one("x-forwarded-host", authority),
      one("x-forwarded-port", String(way.localPort)),
    ) +
    `Forwarded: ${told("forwarded")}${forwardedElement(way, authority)}\r\n`
  );
}

/** RFC 7239 §4: IPv6 addresses in brackets and quotes, a host with a port in quotes. */
function forwardedElement(way: Way, authority: string): string {
  const address = way.peerAddress.includes(":") ? `"[${way.peerAddress}]"` : way.peerAddress;
  const host = authority === "" ? "" : `;host=${authority.includes(":") ? `"${authority}"` : authority}`;
  return `for=${address}${host};proto=${way.scheme}`;
}
