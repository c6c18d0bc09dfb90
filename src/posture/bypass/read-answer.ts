// The bytes that came over a connection → the first response and the statuses of all (RFC 9112). Forgiving:
// it looks at what servers say that may be anything. Bytes are latin1 text.

import { createHash } from "node:crypto";
import type { Answer } from "./probe-message.ts";

export type ReadAnswer = Omit<Answer, "localAddress"> & {
  /** Nothing more has to come for the first response. */
  readonly isWhole: boolean;
};

type Head = {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  /** Where its body starts. */
  readonly end: number;
};

type Framed = { readonly body: string; readonly isWhole: boolean; readonly end: number };

/**
 * Undefined where no response has come yet, interim ones (1xx without 101) not counted.
 * @param isEnded the server closed its side
 */
export function readAnswer(bytes: string, isEnded: boolean, isHead: boolean): ReadAnswer | undefined {
  let head = headAt(bytes, 0);
  while (head !== undefined && head.status < 200 && head.status !== 101) head = headAt(bytes, head.end);
  if (head === undefined) return undefined;
  const framed = isHead ? { body: "", isWhole: true, end: head.end } : framedBody(bytes, head, isEnded);
  const statuses = [head.status];
  let next = framed.isWhole ? headAt(bytes, framed.end) : undefined;
  while (next !== undefined) {
    statuses.push(next.status);
    const following = framedBody(bytes, next, isEnded);
    next = following.isWhole ? headAt(bytes, following.end) : undefined;
  }
  return {
    kind: "answered",
    status: head.status,
    statuses,
    bodyHash: createHash("sha256").update(framed.body, "latin1").digest("hex"),
    bodyBytes: framed.body.length,
    isCut: !framed.isWhole,
    headers: toldHeaders(head.fields),
    isWhole: framed.isWhole,
  };
}

function headAt(bytes: string, from: number): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n", from);
  if (end < 0) return undefined;
  const [line = "", ...lines] = bytes.slice(from, end).split("\r\n");
  const status = /^HTTP\/1\.[01] ([0-9]{3})(?: |$)/.exec(line)?.[1];
  if (status === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const each of lines) {
    const colon = each.indexOf(":");
    if (colon > 0) fields.set(each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim());
  }
  return { status: Number(status), fields, end: end + 4 };
}

function framedBody(bytes: string, { status, fields, end }: Head, isEnded: boolean): Framed {
  if (status === 101 || status === 204 || status === 304) return { body: "", isWhole: true, end };
  if (/\bchunked\b/i.test(fields.get("transfer-encoding") ?? "")) return chunkedBody(bytes, end);
  const length = fields.get("content-length");
  if (length === undefined || !/^[0-9]{1,15}$/.test(length)) {
    return { body: bytes.slice(end), isWhole: isEnded, end: bytes.length };
  }
  const to = end + Number(length);
  return { body: bytes.slice(end, to), isWhole: bytes.length >= to, end: to };
}

function chunkedBody(bytes: string, from: number): Framed {
  let body = "";
  let at = from;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = lineEnd < 0 ? undefined : /^[0-9a-f]{1,8}/i.exec(bytes.slice(at, lineEnd))?.[0];
    if (size === undefined) return { body, isWhole: false, end: bytes.length };
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const isBare = bytes.startsWith("\r\n", lineEnd + 2);
      const end = isBare ? lineEnd + 2 : bytes.indexOf("\r\n\r\n", lineEnd + 2) + 2;
      return end < lineEnd
        ? { body, isWhole: false, end: bytes.length }
        : { body, isWhole: true, end: end + 2 };
    }
    body += bytes.slice(lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 2 + length + 2;
    if (at > bytes.length) return { body, isWhole: false, end: bytes.length };
  }
}

const TOLD = ["server", "content-type", "location", "www-authenticate"] as const;
const MAX_VALUE_CHARS = 200;

/** Queries of places and what follows an authentication scheme may be secrets: neither is told. */
export function toldHeaders(fields: ReadonlyMap<string, string>): Record<string, string> {
  const told: Record<string, string> = {};
  for (const name of TOLD) {
    const value = fields.get(name);
    if (value === undefined) continue;
    const [safe = ""] = value.split(name === "location" ? /[?#]/ : name === "www-authenticate" ? " " : "\0");
    told[name] = safe.slice(0, MAX_VALUE_CHARS).replace(/[^\x20-\x7e]/g, "?");
  }
  return told;
}
