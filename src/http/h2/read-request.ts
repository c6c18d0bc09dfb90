// A request's field list as HTTP/2 carries it → the head that the rest of the program knows (RFC 9113 §8.2,
// §8.3). As strict as the reader of HTTP/1.1: whatever a backend could read differently is refused.

import { defaultPort } from "#kernel/default-port.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type Field, isToken, readFieldAfter, valueOfKind } from "../field.ts";
import { FieldKind } from "../field-kind.ts";
import { type HeadLimits, isRefusedMethod } from "../h1/parse-request.ts";
import { readAuthority, sameAuthority } from "../host.ts";
import { RequestHead } from "../request-head.ts";
import { isH2FieldName, isH2FieldValue } from "./field-rules.ts";

const TARGET = /^[\x21-\x7e\x80-\xff]+$/;
const DIGITS = /^[0-9]{1,15}$/;
const MALFORMED_FIELD = "a field name or value";
const SCHEME = /^https?$/i;

/** RFC 9113 §8.2.2, with what older specifications add. */
const connectionFields = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);

const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

type Pseudo = {
  method: string | undefined;
  scheme: string | undefined;
  authority: string | undefined;
  path: string | undefined;
  protocol: string | undefined;
};

/**
 * Reads a request's fields: names and values by turns, pseudo-header fields first.
 * @param sentFields how many the client sent: what nghttp2 found malformed it left out of the list
 * @param endsStream no body follows
 * @param before the fields of the request before it on the same connection
 */
export function readH2Request(
  list: readonly string[],
  sentFields: number,
  endsStream: boolean,
  limits: HeadLimits,
  before: readonly Field[],
): RequestHead {
  const pseudo: Pseudo = {
    method: undefined,
    scheme: undefined,
    authority: undefined,
    path: undefined,
    protocol: undefined,
  };
  const flaw = readPseudo(list, pseudo);
  const head = new RequestHead(rawHead(list, pseudo));
  head.version = "HTTP/2.0";
  head.method = pseudo.method ?? "";
  head.target = pseudo.path ?? "";
  const fault =
    flaw ||
    checkSize(head, list, limits) ||
    checkPseudo(head, pseudo) ||
    checkWhole(head, list, sentFields) ||
    readFields(head, list, before) ||
    checkHost(head, pseudo) ||
    checkConnect(head, pseudo) ||
    checkFraming(head, endsStream);
  head.fault = fault;
  return head;
}

/**
 * The head as HTTP/1.1 would have sent it, for whoever looks at bytes. Line breaks in what the client sent
 * cannot make lines of it: they stand there as spaces, and the request is refused.
 */
function rawHead(list: readonly string[], pseudo: Pseudo): string {
  let raw = `${oneLine(pseudo.method ?? "")} ${oneLine(pseudo.path ?? "")} HTTP/2.0\r\n`;
  if (pseudo.authority !== undefined) raw += `:authority: ${oneLine(pseudo.authority)}\r\n`;
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? "";
    if (!name.startsWith(":")) raw += `${oneLine(name)}: ${oneLine(list[i + 1] ?? "")}\r\n`;
  }
  return `${raw}\r\n`;
}

const BREAKS = /[\r\n\0]/g;

const oneLine = (text: string): string => text.replace(BREAKS, " ");

const pseudoNames: Readonly<Record<string, keyof Pseudo>> = {
  ":method": "method",
  ":scheme": "scheme",
  ":authority": "authority",
  ":path": "path",
  ":protocol": "protocol",
};

function readPseudo(list: readonly string[], pseudo: Pseudo): FaultCode | "" {
  let isPast = false;
  let fault: FaultCode | "" = "";
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? "";
    if (!name.startsWith(":")) {
      isPast = true;
      continue;
    }
    const key = pseudoNames[name];
    if (isPast || key === undefined || pseudo[key] !== undefined) fault = "pseudo-field-malformed";
    else pseudo[key] = list[i + 1] ?? "";
  }
  return fault;
}

function checkSize(head: RequestHead, list: readonly string[], limits: HeadLimits): FaultCode | "" {
  if (head.method.length + head.target.length + 10 > limits.requestLineBytes) return "request-line-too-long";
  if (head.raw.length > limits.headBytes) return "head-too-large";
  let count = 0;
  for (let i = 0; i < list.length; i += 2) if (!list[i]?.startsWith(":")) count++;
  if (count > limits.headerCount) return "too-many-fields";
  return "";
}

function checkPseudo(head: RequestHead, pseudo: Pseudo): FaultCode | "" {
  if (pseudo.method === undefined) return "pseudo-field-malformed";
  if (!isToken(head.method)) return "method-malformed";
  if (!knownMethods.has(head.method) && isRefusedMethod(head.method)) {
    if (head.method !== "CONNECT" || pseudo.protocol === undefined) return "method-refused";
  }
  if (pseudo.path === undefined || pseudo.scheme === undefined) return "pseudo-field-malformed";
  if (!SCHEME.test(pseudo.scheme)) return "pseudo-field-malformed";
  head.targetScheme = pseudo.scheme.length === 5 ? "https" : "http";
  if (!TARGET.test(head.target) || head.target.includes("#")) return "target-malformed";
  const isStar = head.target === "*" && head.method === "OPTIONS";
  if (!isStar && !head.target.startsWith("/")) return "target-malformed";
  head.pathAndQuery = head.target;
  return "";
}

/** nghttp2 goes on without a field that RFC 9113 §8.2.1 forbids; a request is as it was sent, or refused. */
function checkWhole(head: RequestHead, list: readonly string[], sentFields: number): FaultCode | "" {
  if (list.length === sentFields * 2) return "";
  head.detail = MALFORMED_FIELD;
  return "field-malformed";
}

function readFields(head: RequestHead, list: readonly string[], before: readonly Field[]): FaultCode | "" {
  let cookie = "";
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? "";
    const value = list[i + 1] ?? "";
    if (name.startsWith(":")) continue;
    if (!isH2FieldName(name) || !isH2FieldValue(value)) {
      head.detail = MALFORMED_FIELD;
      return "field-malformed";
    }
    if (isConnectionField(name, value)) {
      head.detail = name;
      return "connection-field";
    }
    if (name === "cookie") {
      cookie += cookie === "" ? value : `; ${value}`;
      continue;
    }
    const field = readFieldAfter(before[head.fields.length], `${name}: ${value}`);
    if (typeof field === "string") return field;
    head.fields.push(field);
  }
  return cookie === "" ? "" : addCookie(head, cookie);
}

/** `_` equals `-`: a backend behind CGI reads `transfer_encoding` as the real one. */
function isConnectionField(name: string, value: string): boolean {
  const plain = name.includes("_") ? name.replaceAll("_", "-") : name;
  if (connectionFields.has(plain)) return true;
  return plain === "te" && value.toLowerCase() !== "trailers";
}

/** RFC 9113 §8.2.3: crumbs are one field again for whoever does not speak HTTP/2. */
function addCookie(head: RequestHead, cookie: string): FaultCode | "" {
  const field = readFieldAfter(undefined, `cookie: ${cookie}`);
  if (typeof field === "string") return field;
  head.fields.push(field);
  return "";
}

/** §8.3.1: `:authority` and Host must name the same, and one of them must be there. */
function checkHost(head: RequestHead, pseudo: Pseudo): FaultCode | "" {
  let host: string | undefined;
  for (const field of head.fields) {
    if (field.kind !== FieldKind.host) continue;
    if (host !== undefined) return "host-repeated";
    host = field.value;
  }
  const named = pseudo.authority ?? host;
  if (named === undefined || named === "") return "host-missing";
  const authority = readAuthority(named);
  if (authority === undefined) return "host-malformed";
  if (host !== undefined && pseudo.authority !== undefined) {
    const second = readAuthority(host);
    if (second === undefined) return "host-malformed";
    const usual = defaultPort(pseudo.scheme?.toLowerCase() ?? "http");
    if (!sameAuthority(authority, second, usual)) return "host-disagrees";
  }
  head.host = authority.host;
  head.authority = authority.text;
  return "";
}

/** RFC 8441: CONNECT with a protocol asks for what `Upgrade` asks for in HTTP/1.1. */
function checkConnect(head: RequestHead, pseudo: Pseudo): FaultCode | "" {
  if (pseudo.protocol === undefined) return "";
  if (head.method !== "CONNECT" || pseudo.protocol.toLowerCase() !== "websocket") return "method-refused";
  head.upgrade = "websocket";
  return "";
}

function checkFraming(head: RequestHead, endsStream: boolean): FaultCode | "" {
  const length = valueOfKind(head.fields, FieldKind.contentLength);
  if (length !== undefined) {
    const found = head.fields.filter((field) => field.kind === FieldKind.contentLength);
    if (found.length > 1) return "length-repeated";
    if (!DIGITS.test(length)) return "length-malformed";
  }
  for (const { kind, value } of head.fields) {
    if (kind !== FieldKind.expect) continue;
    if (value.toLowerCase() !== "100-continue") return "expectation-unsupported";
    head.expectsContinue = true;
  }
  const declared = length === undefined ? -1 : Number(length);
  if (endsStream) return declared > 0 ? "length-disagrees" : "";
  // A length of nothing with the end still open: the backend learns of the end when it is there.
  head.framing = declared > 0 ? "length" : "chunked";
  head.contentLength = declared > 0 ? declared : -1;
  return "";
}
