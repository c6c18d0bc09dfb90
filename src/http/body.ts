// A message body as the stages see it: what has been read so far, whether that is all of it, and the rest.
// Chunks are latin1 strings, transfer coding removed.

import type { FaultCode } from "#kernel/fault-catalogue.ts";
import type { Field } from "./field.ts";

/** Takes the chunks of a body. Exactly one of `end` and `fail` is called, last. */
export interface BodySink {
  /** Takes a chunk, always; false asks the source to hold until `BodySource.resume`. */
  data(chunk: string): boolean;
  /** @param trailers the fields that came after the body and may be passed on */
  end(trailers: readonly Field[]): void;
  /** The body will never be whole; `reason` is a code of the fault catalogue. */
  fail(reason: FaultCode): void;
}

/** Gives the part of a body that was not read with the head. Holds its input until `start`. */
export interface BodySource {
  /** @param isHeld the sink has no room yet: nothing more is read before `resume` */
  start(sink: BodySink, isHeld?: boolean): void;
  resume(): void;
  /** Nobody wants the rest: the source reads it away or closes its connection. */
  cancel(): void;
}

export type Body = {
  /** The bytes read so far. */
  prefix: string;
  /** True where `prefix` is the whole body. */
  complete: boolean;
  /** The length that the sender declared, in bytes; -1 where it did not (chunked, or until close). */
  readonly declaredBytes: number;
  /** What follows `prefix`; undefined where `complete`. */
  rest: BodySource | undefined;
  /** The longest pause in it, ms; undefined for its connection's own limit. */
  pauseLimitMs?: number;
  /** Of a body that is `complete`; else they come with its end. */
  trailers: readonly Field[];
};

export const NO_TRAILERS: readonly Field[] = [];

export type RequestBody = Body;
export type ResponseBody = Body;

export const emptyBody = (): Body => ({
  prefix: "",
  complete: true,
  declaredBytes: 0,
  rest: undefined,
  trailers: NO_TRAILERS,
});

export const wholeBody = (content: string): Body => ({
  prefix: content,
  complete: true,
  declaredBytes: content.length,
  rest: undefined,
  trailers: NO_TRAILERS,
});
