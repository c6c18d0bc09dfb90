// What policies need of a cache: values by key, and responses that one request fetches for all who want the
// same one.

import type { Field } from "#http/field.ts";
import type { Answer } from "#kernel/answer.ts";

export interface ValueCache {
  get(key: string): Answer<{ readonly value: unknown } | undefined>;
  /**
   * Nobody changes a value that was put, or that was given out.
   * @param bytes the size of the value, roughly
   * @returns false where it is too large to be kept
   */
  put(key: string, value: unknown, bytes: number, ttlMs: number): Answer<boolean>;
  remove(key: string): Answer<boolean>;
}

export type CachedResponse = {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly fields: readonly Field[];
  /** The whole body, one char per byte. */
  readonly body: string;
};

/** The task to fetch a response that is not there; the first call ends it. */
export interface ResponseFetch {
  /** False where it is too large to be kept. */
  keep(response: CachedResponse, ttlMs: number): Answer<boolean>;
  /** The response is not for others: nobody shall wait for the next one of this key. */
  unshare(): void;
  /** There was no response: another request shall fetch it. */
  abandon(): void;
}

export type ResponseLookup =
  | {
      readonly kind: "hit";
      readonly response: CachedResponse;
      readonly ageMs: number;
      readonly leftMs: number;
    }
  | { readonly kind: "miss"; readonly fetch: ResponseFetch };

/** Answers to prompts, by the embeddings of these. */
export interface SemanticCache {
  /**
   * The nearest one of a caller.
   * @param vector of any length but zero
   * @param maxDistance 1 less the cosine of the angle between two prompts: 0 for the same direction
   */
  nearest(
    caller: string,
    vector: Float32Array,
    maxDistance: number,
  ): { readonly response: CachedResponse; readonly distance: number; readonly ageMs: number } | undefined;
  /** False where it is too large to be kept. */
  keep(caller: string, vector: Float32Array, response: CachedResponse, ttlMs: number): boolean;
}

export interface ResponseCache {
  /** Waits, for a bounded time, where another request is fetching the same response. */
  lookup(key: string): Answer<ResponseLookup>;
}
