// Undoes the content codings of a body for inspection, within limits of size and of growth. What cannot be
// undone is said so, and never inspected as it is: whoever asks decides whether such a body may pass.

import { type Coding, type Decompressed, decompress } from "./decompress.ts";

export type InflateLimits = {
  /** Of the body without its codings, and of what lies between two of them. */
  readonly maxBytes: number;
  /** How many times as long as the body its content may be. Not asked below RATIO_FLOOR_BYTES. */
  readonly maxRatio: number;
  readonly maxCodings: number;
};

export type Inflated =
  /** Latin1 text, as the body was. */
  | { readonly kind: "ok"; readonly content: string }
  | { readonly kind: "bomb"; readonly by: "ratio" | "size" }
  | { readonly kind: "malformed"; readonly coding: string; readonly reason: string }
  | { readonly kind: "unsupported"; readonly coding: string };

/** Small bodies may well be very repetitive, and harm nobody. */
const RATIO_FLOOR_BYTES = 65_536;

const codingNames: Readonly<Record<string, Coding>> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  deflate: "deflate",
  br: "br",
  zstd: "zstd",
};

/** @param codings value of Content-Encoding, in the order in which they were applied */
export function inflateBody(
  codings: string,
  content: string,
  limits: InflateLimits,
): Inflated | Promise<Inflated> {
  const names = codings
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity")
    .reverse();
  // Many have no body to their coding: responses to HEAD, 304.
  if (names.length === 0 || content === "") return { kind: "ok", content };
  if (names.length > limits.maxCodings) return { kind: "unsupported", coding: codings.slice(0, 100) };
  const found: Coding[] = [];
  for (const name of names) {
    const coding = Object.hasOwn(codingNames, name) ? codingNames[name] : undefined;
    if (coding === undefined) return { kind: "unsupported", coding: name.slice(0, 100) };
    found.push(coding);
  }
  const byRatio = Math.max(RATIO_FLOOR_BYTES, Math.trunc(content.length * limits.maxRatio));
  const by = byRatio < limits.maxBytes ? "ratio" : "size";
  const bytes = Buffer.from(content, "latin1");
  return inflateFrom(found, 0, bytes, { maxBytes: Math.min(byRatio, limits.maxBytes), by });
}

type Bound = { readonly maxBytes: number; readonly by: "ratio" | "size" };

function inflateFrom(
  codings: readonly Coding[],
  index: number,
  bytes: Buffer,
  bound: Bound,
): Inflated | Promise<Inflated> {
  const coding = codings[index];
  if (coding === undefined) return { kind: "ok", content: bytes.toString("latin1") };
  const goOn = (found: Decompressed): Inflated | Promise<Inflated> => {
    if (found.kind === "tooLong") return { kind: "bomb", by: bound.by };
    if (found.kind === "malformed") return { kind: "malformed", coding, reason: found.reason };
    return inflateFrom(codings, index + 1, found.bytes, bound);
  };
  const found = decompress(coding, bytes, bound.maxBytes);
  return found instanceof Promise ? found.then(goOn) : goOn(found);
}
