// Reads a request head of HTTP/1.x (RFC 9112 §3, §5, §6), strictly: whatever two readers could understand
// differently is refused. Sends nothing, keeps nothing.

import { defaultPort } from "#kernel/default-port.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { type Field, isToken, listMembers, readFieldAfter, repeatedLineChars } from "../field.ts";
import { FieldKind, isEndToEnd } from "../field-kind.ts";
import { readAuthority, sameAuthority } from "../host.ts";
import { RequestHead } from "../request-head.ts";

const TARGET = /^[\x21-\x7e\x80-\xff]+$/;
const VERSION = /^HTTP\/[0-9]\.[0-9]$/;
/** Of CONNECT, which names a host and a port (RFC 9110 §9.3.6). */
const HOST_AND_PORT = /[^:/?]:[0-9]{1,5}$/;
const DIGITS = /^[0-9]{1,15}$/;
const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const neverForwarded = new Set(["CONNECT", "TRACE"]);

export type HeadLimits = {
  readonly requestLineBytes: number;
  readonly headBytes: number;
  readonly headerCount: number;
};

/**
 * Reads a whole head: `raw` ends with the empty line. The result's `fault` says why to refuse it.
 * @param before the fields of the head before it on the same connection
 */
export function parseRequestHead(raw: string, limits: HeadLimits, before: readonly Field[]): RequestHead {
  const head = new RequestHead(raw);
  const end = raw.indexOf("\r\n");
  const fault =
    readRequestLine(head, raw.slice(0, end), limits) ||
    readFields(head, end + 2, limits, before) ||
    checkHost(head) ||
    checkFraming(head);
  if (head.connectionNames.length > 0) dropNominated(head);
  if (fault !== "" && head.fault === "") head.fault = fault;
  if (head.fault !== "") head.keepAlive = false;
  return head;
}

function readRequestLine(head: RequestHead, line: string, limits: HeadLimits): FaultCode | "" {
  const first = line.indexOf(" ");
  const second = line.indexOf(" ", first + 1);
  if (first <= 0 || second < 0) return lineEnding(line) || "request-line-malformed";
  head.method = line.slice(0, first);
  head.target = line.slice(first + 1, second);
  const version = line.slice(second + 1);
  if (line.length > limits.requestLineBytes) return "request-line-too-long";
  if (!knownMethods.has(head.method)) {
    if (!isToken(head.method)) return lineEnding(line) || "method-malformed";
    if (isRefusedMethod(head.method)) head.fault = refusedMethodFault(head);
  }
  if (!TARGET.test(head.target)) return lineEnding(line) || "target-malformed";
  if (version === "HTTP/1.1") head.version = "HTTP/1.1";
  else if (version === "HTTP/1.0") head.version = "HTTP/1.0";
  else return lineEnding(line) || versionFault(version);
  head.keepAlive = head.version === "HTTP/1.1";
  return "";
}

function versionFault(version: string): FaultCode {
  if (!VERSION.test(version)) return "request-line-malformed";
  // What came before HTTP/1.0 has no version in its request line (RFC 1945 §4.1).
  return version.startsWith("HTTP/0") ? "version-malformed" : "version-unsupported";
}

/**
 * CONNECT and TRACE open a way around us or give secrets back; `get` is another method than `GET`
 * (RFC 9110 §9.1), but not every backend knows.
 */
export function isRefusedMethod(method: string): boolean {
  const upper = method.toUpperCase();
  return neverForwarded.has(upper) || knownMethods.has(upper);
}

function refusedMethodFault({ method, target }: RequestHead): FaultCode {
  return method === "CONNECT" && !HOST_AND_PORT.test(target) ? "target-malformed" : "method-refused";
}

function lineEnding(line: string): FaultCode | "" {
  return line.includes("\r") || line.includes("\n") ? "line-ending-malformed" : "";
}

function readFields(
  head: RequestHead,
  from: number,
  limits: HeadLimits,
  before: readonly Field[],
): FaultCode | "" {
  const { raw, fields } = head;
  const end = raw.length - 2;
  let position = from;
  let isVerbatim = true;
  while (position < end) {
    const old = before[fields.length];
    const repeated = repeatedLineChars(old, raw, position);
    const lineEnd = repeated < 0 ? raw.indexOf("\r\n", position) : position + repeated;
    const isRepeated = repeated >= 0 && old !== undefined;
    const field = isRepeated ? old : readFieldAfter(old, raw.slice(position, lineEnd));
    if (typeof field === "string") {
      head.detail = `header line ${fields.length + 1}`;
      return field;
    }
    if (fields.length === limits.headerCount) return "too-many-fields";
    fields.push(field);
    isVerbatim &&= field.isVerbatim;
    position = lineEnd + 2;
  }
  if (isVerbatim) head.fieldsAt = from;
  return "";
}

function checkHost(head: RequestHead): FaultCode | "" {
  let found: Field | undefined;
  for (const field of head.fields) {
    if (field.kind !== FieldKind.host) continue;
    if (found !== undefined) return "host-repeated";
    found = field;
  }
  if (found === undefined) {
    if (head.version === "HTTP/1.1") return "host-missing";
    return readTarget(head, undefined);
  }
  return readTarget(head, found.value);
}

/** The four forms of RFC 9112 §3.2; authority-form is CONNECT's and was refused before. */
function readTarget(head: RequestHead, hostValue: string | undefined): FaultCode | "" {
  const host = hostValue === undefined ? undefined : readAuthority(hostValue);
  if (hostValue !== undefined && host === undefined) return "host-malformed";
  head.host = host?.host ?? "";
  head.authority = host?.text ?? "";
  const { target } = head;
  if (target.includes("#")) return "target-malformed";
  if (target.charCodeAt(0) === 0x2f) {
    head.pathAndQuery = target;
    return "";
  }
  if (target === "*" && head.method === "OPTIONS") {
    head.pathAndQuery = "*";
    return "";
  }
  return readAbsoluteTarget(head, hostValue);
}

/** Absolute-form: the target's authority is the host, and a Host that differs is refused (§3.2.2). */
function readAbsoluteTarget(head: RequestHead, hostValue: string | undefined): FaultCode | "" {
  const match = /^(https?):\/\/([^/?]+)(.*)$/i.exec(head.target);
  const [, scheme, text, rest] = match ?? [];
  if (scheme === undefined || text === undefined || rest === undefined) return "target-malformed";
  const authority = readAuthority(text);
  if (authority === undefined) return "target-malformed";
  const host = hostValue === undefined ? undefined : readAuthority(hostValue);
  const targetScheme = scheme.length === 5 ? "https" : "http";
  const usual = defaultPort(targetScheme);
  if (host !== undefined && !sameAuthority(authority, host, usual)) return "host-disagrees";
  head.host = authority.host;
  head.authority = authority.text;
  head.targetScheme = targetScheme;
  // RFC 9112 §3.2.4: what asks for the server as a whole has no path.
  if (rest === "" && head.method === "OPTIONS") head.pathAndQuery = "*";
  else head.pathAndQuery = rest.startsWith("/") ? rest : `/${rest}`;
  return "";
}

function checkFraming(head: RequestHead): FaultCode | "" {
  let length: Field | undefined;
  let coding: Field | undefined;
  for (const field of head.fields) {
    const { kind } = field;
    if (kind === FieldKind.contentLength) {
      if (length !== undefined) return "length-repeated";
      length = field;
    } else if (kind === FieldKind.transferEncoding) {
      if (coding !== undefined) return "coding-malformed";
      coding = field;
    } else if (kind === FieldKind.connection) {
      readConnection(head, field.value);
    } else if (kind === FieldKind.expect) {
      if (field.value.toLowerCase() !== "100-continue") return "expectation-unsupported";
      head.expectsContinue = head.version === "HTTP/1.1";
    }
  }
  if (length !== undefined && coding !== undefined) return "length-and-coding";
  if (coding !== undefined) return setChunked(head, coding);
  if (length === undefined) return "";
  if (!DIGITS.test(length.value)) return "length-malformed";
  head.contentLength = Number(length.value);
  head.framing = head.contentLength === 0 ? "none" : "length";
  return "";
}

function setChunked(head: RequestHead, coding: Field): FaultCode | "" {
  if (head.version === "HTTP/1.0") return "coding-in-http10";
  if (coding.value.toLowerCase() !== "chunked") {
    // RFC 9112 §6.3: where `chunked` is not last, and once, nobody knows where the body ends.
    const before = listMembers(coding.value);
    const isFramed = before.pop() === "chunked" && before.length > 0 && !before.includes("chunked");
    return isFramed && before.every(isToken) ? "coding-unsupported" : "coding-malformed";
  }
  head.framing = "chunked";
  head.contentLength = -1;
  return "";
}

/** `close` wins over `keep-alive`, whatever their order (RFC 9112 §9.3). */
function readConnection(head: RequestHead, value: string): void {
  if (value === "keep-alive" && head.version === "HTTP/1.1") return;
  const others: string[] = [...head.connectionNames];
  for (const option of listMembers(value)) {
    if (option === "close") head.closeAsked = true;
    else if (option !== "keep-alive") others.push(option);
    else if (head.version === "HTTP/1.0") head.keepAlive = true;
  }
  head.connectionNames = others;
  if (head.closeAsked) head.keepAlive = false;
  if (others.includes("upgrade") && head.version === "HTTP/1.1") head.upgrade = upgradeOf(head.fields);
}

/** RFC 9110 §7.8. A list, or more than one field, asks for something that we do not offer. */
function upgradeOf(fields: readonly Field[]): string {
  const asked = fields.filter((field) => field.key === "upgrade");
  return asked.length === 1 ? (asked[0]?.value.toLowerCase() ?? "") : "";
}

/**
 * RFC 9110 §7.6.1: a field that `Connection` names goes no further. It is left out before anybody decides on
 * the request: else the gateway would read the body by a Content-Type that the backend never gets.
 */
function dropNominated(head: RequestHead): void {
  const { connectionNames, fields } = head;
  let kept = 0;
  for (const field of fields) {
    if (!isEndToEnd(field.kind) || !connectionNames.includes(field.key)) fields[kept++] = field;
  }
  fields.length = kept;
  head.fieldsAt = -1;
}
