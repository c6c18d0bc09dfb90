// A case of the corpus of HTTP/1.1 → the same message in frames of HTTP/2, where it has a meaning there. What
// is about line ends, versions, chunks, or a second request on the connection has none.

import { END_STREAM, type Fields, fieldBlock, frame, headers, Type } from "../../harness/h2-frames.ts";
import type { Arrival, Expectation, RequestCase } from "../http1/request-case.ts";

type Line = readonly [name: string, value: string];

const START = /^([^ ]*) (.*) HTTP\/1\.[01]$/s;
const ABSOLUTE = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)(.*)$/s;
const HOST = "host";
/** What a frame without more may hold (RFC 9113 §4.2). */
const MAX_FRAME_BYTES = 16_384;

/** The frames of a request on stream 1; undefined where HTTP/2 cannot say the same. */
export function replayed(one: RequestCase): Buffer | undefined {
  const { bytes, expect } = one;
  if (typeof bytes !== "string" || isOfChunks(expect)) return undefined;
  const isOne = expect.kind !== "forwarded" || (expect.requests.length === 1 && expect.then === undefined);
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (!isOne || headEnd < 0) return undefined;
  const [start = "", ...lines] = bytes.slice(0, headEnd).split("\r\n");
  const [, method, target] = START.exec(start) ?? [];
  if (method === undefined || target === undefined || lines.some((line) => !line.includes(":")))
    return undefined;
  const fields = lines.map(lineOf);
  const body = bytes.slice(headEnd + 4);
  // Bytes that no field announces are the next request of HTTP/1.1.
  if (body !== "" && !fields.some(([name]) => isFraming(name))) return undefined;
  return framesOf([...pseudoFields(method, target, fields), ...fields], body);
}

const isOfChunks = (expect: Expectation): boolean =>
  expect.kind !== "forwarded" && expect.reason === "chunk-malformed";

const isFraming = (name: string): boolean => /^(content-length|transfer-encoding)$/.test(name.trim());

/**
 * Names go in lower case, and values without the white space around them, which HTTP/1.1 does not count among
 * them: that HTTP/2 has neither is not what the case is about.
 */
function lineOf(line: string): Line {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, "")];
}

/** Does HTTP/2 forbid the field by its name, as it is or as CGI would spell it (RFC 9113 §8.2.2)? */
export function hasConnectionField(one: RequestCase): boolean {
  const head = typeof one.bytes === "string" ? (one.bytes.split("\r\n\r\n", 1)[0] ?? "") : "";
  return CONNECTION_FIELD.test(head);
}

const CONNECTION_FIELD =
  /^(?:connection|keep[-_]alive|proxy[-_]connection|transfer[-_]encoding|upgrade|http2-settings|te:(?! *trailers$)).*/im;

/** The first Host is `:authority`, and leaves the fields; where the target has one, it stays beside it. */
function pseudoFields(method: string, target: string, fields: Line[]): Fields {
  const [, scheme, authority, path] = ABSOLUTE.exec(target) ?? [];
  const pseudo: Line[] = [
    [":method", method],
    [":scheme", (scheme ?? "http").toLowerCase()],
    [":path", path === undefined ? target : pathAfter(path, method)],
  ];
  if (authority !== undefined) return [...pseudo, [":authority", authority]];
  const at = fields.findIndex(([name]) => name === HOST);
  const [host] = at < 0 ? [] : fields.splice(at, 1);
  return host === undefined ? pseudo : [...pseudo, [":authority", host[1]]];
}

/** What an absolute target has after its authority, which may be nothing (RFC 9113 §8.3.1). */
function pathAfter(rest: string, method: string): string {
  if (rest === "" && method === "OPTIONS") return "*";
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function framesOf(fields: Fields, body: string): Buffer {
  const flags = body === "" ? END_STREAM : 0;
  const block = fieldBlock(fields);
  const parts: Buffer[] = [];
  if (block.length <= MAX_FRAME_BYTES) parts.push(headers(1, fields, flags));
  else {
    for (let at = 0; at < block.length; at += MAX_FRAME_BYTES) {
      const isEnd = at + MAX_FRAME_BYTES >= block.length;
      const type = at === 0 ? Type.headers : Type.continuation;
      const own = (at === 0 ? flags : 0) | (isEnd ? 0x4 : 0);
      parts.push(frame(type, own, 1, block.subarray(at, at + MAX_FRAME_BYTES)));
    }
  }
  if (body !== "") parts.push(frame(Type.data, END_STREAM, 1, body));
  return Buffer.concat(parts);
}

/** What the backend must read of the same request: names in lower case, and the other protocol in Via. */
export function overHttp2(arrival: Arrival): Arrival {
  const { has = [], hasRepeated = [] } = arrival;
  const change = (line: string): string => lowerName(line).replace(/1\.1 portcullis$/, "2.0 portcullis");
  return { ...arrival, has: has.map(change), hasRepeated: hasRepeated.map(change) };
}

/** `Name: value` with the name in lower case. */
export const lowerName = (line: string): string => line.replace(/^[^:]*/, (name) => name.toLowerCase());
