// One case of the corpus: the frames of a malformed request or connection, and how it must end.

import type { Fields } from "../../harness/h2-frames.ts";
import { END_STREAM, get, headers } from "../../harness/h2-frames.ts";

/** nghttp2 would leave such a field out without a word, and let the request go on without it. */
export const MALFORMED = "400 field-malformed";

export type FrameCase = {
  readonly name: string;
  /** The section of RFC 9113 (or another source) that the bytes violate. */
  readonly source: string;
  /** What follows the preface and the first SETTINGS. */
  readonly bytes: Buffer;
  /**
   * How it must end: `400 field-malformed` is an answer on stream 1 with its reason, `0 REASON` is none:
   * the stream was reset, or the connection ended.
   */
  readonly outcome: string;
  /** How an older nghttp2 lets it end: refused as well, but in another way. */
  readonly olderOutcome?: string;
  /** The first bytes are the client's own preface. */
  readonly isWhole?: true;
};

/** A case of one whole head without a body on stream 1. */
export const headCase = (name: string, source: string, fields: Fields, outcome: string): FrameCase => ({
  name,
  source,
  bytes: headers(1, fields, END_STREAM),
  outcome,
});

/** A case of one more field in a good head. */
export const fieldCase = (
  name: string,
  source: string,
  field: readonly [name: string, value: string],
  outcome: string,
): FrameCase => headCase(name, source, get("/", [field]), outcome);
