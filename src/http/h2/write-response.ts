// The head of a response → the field list that HTTP/2 carries: names in lower case, nothing of the connection
// (RFC 9113 §8.2.2), the status as a pseudo-header field.

import type { Field } from "../field.ts";
import { FieldKind, isEndToEnd } from "../field-kind.ts";
import type { ResponseMessage } from "../responder.ts";

/** Names and values by turns, as node:http2 takes them. */
export function responseList(message: ResponseMessage): string[] {
  const list = [":status", String(message.status)];
  addEndToEnd(list, message.fields, message.connectionNames);
  addWire(list, message.ownWire);
  if (message.bodyBytes >= 0 && message.status !== 204)
    list.push("content-length", String(message.bodyBytes));
  return list;
}

/** Of an interim response (1xx). */
export function interimList(status: number, fields: readonly Field[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { ":status": String(status) };
  for (const field of fields) if (isEndToEnd(field.kind)) addValue(headers, field.key, field.value);
  return headers;
}

/** What comes after a body, as node:http2 takes it. */
export function trailerList(trailers: readonly Field[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const field of trailers) addValue(headers, field.key, field.value);
  return headers;
}

function addValue(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = headers[name];
  if (before === undefined) headers[name] = value;
  else headers[name] = typeof before === "string" ? [before, value] : [...before, value];
}

function addEndToEnd(list: string[], fields: readonly Field[], connectionNames: readonly string[]): void {
  for (const field of fields) {
    if (!isEndToEnd(field.kind) && field.kind !== FieldKind.via) continue;
    if (connectionNames.length > 0 && connectionNames.includes(field.key)) continue;
    list.push(field.key, field.value);
  }
}

/** Fields ready for the wire of HTTP/1.1, each with its CRLF. */
function addWire(list: string[], wire: string): void {
  for (let at = 0; at < wire.length; ) {
    const end = wire.indexOf("\r\n", at);
    const colon = wire.indexOf(":", at);
    if (end < 0 || colon < 0) return;
    list.push(wire.slice(at, colon).toLowerCase(), wire.slice(colon + 1, end).trim());
    at = end + 2;
  }
}
