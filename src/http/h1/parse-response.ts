// Reads a response head of HTTP/1.x (RFC 9112 §4, §5, §6.3). As strict as the request side: a backend that
// an attacker talks through must not make our client read more or fewer responses than there are.

import { type Field, listMembers, readFieldAfter } from "../field.ts";
import { FieldKind } from "../field-kind.ts";
import type { ResponseFraming, ResponseHead } from "../response-head.ts";
import type { HeadLimits } from "./parse-request.ts";

const STATUS_LINE = /^(HTTP\/1\.[01]) ([1-5][0-9][0-9])(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const DIGITS = /^[0-9]{1,15}$/;

/** What is wrong with a response, for the operator's log. */
export type ResponseFlaw = { readonly flaw: string };

/**
 * Reads a whole head: `raw` ends with the empty line.
 * @param isHead the request was a HEAD
 * @param before the fields of the response before it on the same connection
 */
export function parseResponseHead(
  raw: string,
  isHead: boolean,
  limits: HeadLimits,
  before: readonly Field[],
): ResponseHead | ResponseFlaw {
  const end = raw.indexOf("\r\n");
  const line = STATUS_LINE.exec(raw.slice(0, end));
  if (line === null) return { flaw: "the status line is malformed" };
  const fields = readFields(raw, end + 2, limits, before);
  if ("flaw" in fields) return fields;
  const version = line[1] === "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
  return frame({ version, status: Number(line[2]), reasonPhrase: line[3] ?? "", fields }, isHead);
}

function readFields(
  raw: string,
  from: number,
  limits: HeadLimits,
  before: readonly Field[],
): Field[] | ResponseFlaw {
  const fields: Field[] = [];
  const end = raw.length - 2;
  let position = from;
  while (position < end) {
    const lineEnd = raw.indexOf("\r\n", position);
    const field = readFieldAfter(before[fields.length], raw.slice(position, lineEnd));
    if (typeof field === "string") return { flaw: `header line ${fields.length + 1}: ${field}` };
    if (fields.length === limits.headerCount) return { flaw: "too many header fields" };
    fields.push(field);
    position = lineEnd + 2;
  }
  return fields;
}

type Lines = Pick<ResponseHead, "version" | "status" | "reasonPhrase"> & { readonly fields: Field[] };

function frame(lines: Lines, isHead: boolean): ResponseHead | ResponseFlaw {
  let length: string | undefined;
  let coding: string | undefined;
  let keepAlive = lines.version === "HTTP/1.1";
  let connectionNames: readonly string[] = [];
  for (const field of lines.fields) {
    if (field.kind === FieldKind.contentLength) {
      if (length !== undefined) return { flaw: "more than one Content-Length" };
      length = field.value;
    } else if (field.kind === FieldKind.transferEncoding) {
      if (coding !== undefined) return { flaw: "more than one Transfer-Encoding" };
      coding = field.value.toLowerCase();
    } else if (field.kind === FieldKind.connection && field.value !== "keep-alive") {
      connectionNames = connectionNames.concat(listMembers(field.value));
    } else if (field.kind === FieldKind.connection && lines.version === "HTTP/1.0") {
      keepAlive = true;
    }
  }
  if (connectionNames.includes("close")) keepAlive = false;
  // RFC 9110 §8.6, RFC 9112 §6.1: a 204 has neither a length nor a coding. Where it has one, a body may
  // follow that would be read as the answer to somebody else's request.
  if (lines.status === 204 && announcesBody(length, coding)) keepAlive = false;
  const body = bodyOf(lines, isHead, length, coding);
  if ("flaw" in body) return body;
  return {
    version: lines.version,
    status: lines.status,
    reasonPhrase: lines.reasonPhrase,
    fields: lines.fields,
    framing: body.framing,
    contentLength: body.contentLength,
    keepAlive: keepAlive && body.framing !== "close",
    connectionNames,
  };
}

function announcesBody(length: string | undefined, coding: string | undefined): boolean {
  return coding !== undefined || (length !== undefined && Number(length) !== 0);
}

type BodyLength = { readonly framing: ResponseFraming; readonly contentLength: number };

const EMPTY: BodyLength = { framing: "none", contentLength: 0 };
const NONE: BodyLength = { framing: "none", contentLength: -1 };
const CHUNKED: BodyLength = { framing: "chunked", contentLength: -1 };
const UNTIL_CLOSE: BodyLength = { framing: "close", contentLength: -1 };

/** RFC 9112 §6.3, in its order. */
function bodyOf(
  lines: Lines,
  isHead: boolean,
  length: string | undefined,
  coding: string | undefined,
): BodyLength | ResponseFlaw {
  if (length !== undefined && !DIGITS.test(length)) return { flaw: "the Content-Length is malformed" };
  if (length !== undefined && coding !== undefined) {
    return { flaw: "Content-Length and Transfer-Encoding together" };
  }
  if (coding !== undefined && coding !== "chunked") return { flaw: "an unknown transfer coding" };
  if (coding !== undefined && lines.version === "HTTP/1.0") return { flaw: "a transfer coding in HTTP/1.0" };
  const { status } = lines;
  if (status < 200 && announcesBody(length, coding)) return { flaw: "an interim response with a body" };
  if (status < 200 || status === 204) return NONE;
  if (isHead || status === 304) {
    return length === undefined ? NONE : { framing: "none", contentLength: Number(length) };
  }
  if (coding !== undefined) return CHUNKED;
  if (length === undefined) return UNTIL_CLOSE;
  const contentLength = Number(length);
  return contentLength === 0 ? EMPTY : { framing: "length", contentLength };
}
