// Reads back what the gateway wrote to a backend, by a parser of its own that knows one way to write HTTP/1.1
// and takes nothing else: what the gateway writes has no reason to be anything but plain.

import assert from "node:assert/strict";

export type SeenRequest = {
  readonly method: string;
  readonly target: string;
  /** `Name: value`, as they came. */
  readonly fields: readonly string[];
  readonly body: string;
  /** `Name: value` of the fields after a chunked body. */
  readonly trailers: readonly string[];
};

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) ([\x21-\x7e]+) HTTP\/1\.1$/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+): ?([\t\x20-\x7e\x80-\xff]*)$/;

/** The requests in `bytes`, and whatever follows the last whole one. Throws where they are not plain. */
export function readRequests(bytes: string): { readonly requests: SeenRequest[]; readonly rest: string } {
  const requests: SeenRequest[] = [];
  let rest = bytes;
  for (;;) {
    const read = readRequest(rest);
    if (read === undefined) return { requests, rest };
    requests.push(read.request);
    rest = read.rest;
  }
}

/** The first request in `bytes`; undefined where it is not whole yet. */
export function readRequest(
  bytes: string,
): { readonly request: SeenRequest; readonly rest: string } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line = "", ...fields] = bytes.slice(0, end).split("\r\n");
  const [, method = "", target = ""] = REQUEST_LINE.exec(line) ?? [];
  assert.notEqual(method, "", `not a request line: ${JSON.stringify(line)}`);
  for (const field of fields) assert.match(field, FIELD);
  const body = readBody(fields, bytes.slice(end + 4));
  if (body === undefined) return undefined;
  const { content, trailers, rest } = body;
  return { request: { method, target, fields, body: content, trailers }, rest };
}

type Body = { readonly content: string; readonly trailers: readonly string[]; readonly rest: string };

function readBody(fields: readonly string[], bytes: string): Body | undefined {
  const lengths = valuesOf(fields, "content-length");
  const codings = valuesOf(fields, "transfer-encoding");
  assert.ok(lengths.length + codings.length <= 1, `framed twice: ${fields.join(" | ")}`);
  if (codings.length === 1) {
    assert.equal(codings[0], "chunked");
    return readChunks(bytes);
  }
  assert.match(lengths[0] ?? "0", /^(?:0|[1-9][0-9]*)$/);
  const length = Number(lengths[0] ?? 0);
  if (bytes.length < length) return undefined;
  return { content: bytes.slice(0, length), trailers: [], rest: bytes.slice(length) };
}

function readChunks(bytes: string): Body | undefined {
  let content = "";
  let rest = bytes;
  for (;;) {
    const lineEnd = rest.indexOf("\r\n");
    if (lineEnd < 0) return undefined;
    const size = rest.slice(0, lineEnd);
    assert.match(size, /^(?:0|[1-9a-f][0-9a-f]*)$/);
    const bytesLeft = Number.parseInt(size, 16);
    rest = rest.slice(lineEnd + 2);
    if (bytesLeft === 0) return readTrailers(content, rest);
    if (rest.length < bytesLeft + 2) return undefined;
    content += rest.slice(0, bytesLeft);
    assert.equal(rest.slice(bytesLeft, bytesLeft + 2), "\r\n", "a chunk ends where its size says");
    rest = rest.slice(bytesLeft + 2);
  }
}

function readTrailers(content: string, bytes: string): Body | undefined {
  if (bytes.startsWith("\r\n")) return { content, trailers: [], rest: bytes.slice(2) };
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const trailers = bytes.slice(0, end).split("\r\n");
  for (const trailer of trailers) assert.match(trailer, FIELD);
  return { content, trailers, rest: bytes.slice(end + 4) };
}

/** The values of all fields of a lower-case name. */
export function valuesOf(fields: readonly string[], name: string): string[] {
  return fields
    .filter((field) => field.slice(0, field.indexOf(":")).toLowerCase() === name)
    .map((field) => field.slice(field.indexOf(":") + 1).trim());
}
