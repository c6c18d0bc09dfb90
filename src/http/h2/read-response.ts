// The field list of a backend's response → the head that the rest of the program knows. As strict as the
// reader of HTTP/1.1: what cannot be said in both protocols is not passed on.

import { type Field, makeField, readFieldAfter } from "../field.ts";
import { FieldKind, isTrailer } from "../field-kind.ts";
import type { HeadLimits } from "../h1/parse-request.ts";
import type { ResponseFlaw } from "../h1/parse-response.ts";
import type { ResponseHead } from "../response-head.ts";
import { isH2FieldName, isH2FieldValue } from "./field-rules.ts";

const DIGITS = /^[0-9]{1,15}$/;

/**
 * Reads names and values by turns.
 * @param sentFields how many the backend sent: what nghttp2 found malformed it left out of the list
 * @param hasBody false where the stream ended with the head, or the request was a HEAD
 */
export function readH2Response(
  list: readonly string[],
  sentFields: number,
  hasBody: boolean,
  limits: HeadLimits,
): ResponseHead | ResponseFlaw {
  const status = Number(list[list.indexOf(":status") + 1]);
  if (!(status >= 100 && status <= 599)) return { flaw: "the status is malformed" };
  if (list.length !== sentFields * 2) return { flaw: "a header field is malformed" };
  const fields = readFields(list, limits);
  if ("flaw" in fields) return fields;
  let contentLength = -1;
  for (const field of fields) {
    if (field.kind !== FieldKind.contentLength) continue;
    if (contentLength >= 0) return { flaw: "more than one Content-Length" };
    if (!DIGITS.test(field.value)) return { flaw: "the Content-Length is malformed" };
    contentLength = Number(field.value);
  }
  const framing = !hasBody ? "none" : contentLength >= 0 ? "length" : "chunked";
  return {
    version: "HTTP/2.0",
    status,
    reasonPhrase: "",
    fields,
    framing,
    contentLength,
    keepAlive: true,
    connectionNames: [],
  };
}

function readFields(list: readonly string[], limits: HeadLimits): Field[] | ResponseFlaw {
  const fields: Field[] = [];
  let bytes = 0;
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? "";
    const value = list[i + 1] ?? "";
    bytes += name.length + value.length + 4;
    if (name.startsWith(":")) continue;
    if (!isH2FieldName(name)) return { flaw: "a header name is malformed" };
    if (!isH2FieldValue(value)) return { flaw: `header ${fields.length + 1}: field-malformed` };
    const field = readFieldAfter(undefined, `${name}: ${value}`);
    if (typeof field === "string") return { flaw: `header ${fields.length + 1}: ${field}` };
    if (fields.length === limits.headerCount) return { flaw: "too many header fields" };
    fields.push(field);
  }
  return bytes > limits.headBytes ? { flaw: "the head is over the limit" } : fields;
}

/** The fields after a body that may be passed on; undefined where one is malformed. */
export function readH2Trailers(list: readonly string[], sentFields: number): Field[] | undefined {
  if (list.length !== sentFields * 2) return undefined;
  const fields: Field[] = [];
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? "";
    const value = list[i + 1] ?? "";
    if (!isH2FieldName(name) || !isH2FieldValue(value)) return undefined;
    if (isTrailer(name)) fields.push(makeField(name, value));
  }
  return fields;
}
