// A body without its content coding, for policies that look at what it says. A bomb stops at the limit.

import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { PolicyRequest, PolicyResponse } from "../plan/policy-message.ts";

/**
 * `too-large`: longer than the limit, by nobody knows how much. `unreadable`: in a coding that is none of
 * ours.
 */
export type PlainBody = { readonly bytes: Uint8Array } | "too-large" | "unreadable";

const DECODERS = new Map([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);
const MAX_CODINGS = 3;
const NOTHING: PlainBody = { bytes: new Uint8Array(0) };

export function plainBody({ body, headers }: PolicyRequest | PolicyResponse, limitBytes: number): PlainBody {
  if (body.wire === "") return NOTHING;
  let bytes: Uint8Array = Buffer.from(body.wire, "latin1");
  const codings = body.isReplaced ? [] : codingsOf(headers.valuesOf("content-encoding"));
  if (codings.length > MAX_CODINGS) return "unreadable";
  for (const coding of codings.toReversed()) {
    const decode = DECODERS.get(coding);
    if (decode === undefined) return "unreadable";
    try {
      bytes = decode(bytes, { maxOutputLength: limitBytes + 1 });
    } catch (error) {
      return error instanceof RangeError ? "too-large" : "unreadable";
    }
  }
  return { bytes };
}

function codingsOf(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}
