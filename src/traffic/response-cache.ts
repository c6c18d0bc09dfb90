// Responses by key, with one fetch for all who miss the same one at the same time. What may be looked up and
// kept at all is decided in cache-rules.ts.

import type { Field } from "#http/field.ts";
import { type Answer, whenAnswered } from "#kernel/answer.ts";
import type { Clock } from "#kernel/clock.ts";
import { type FetchEnd, type FetchLimits, FetchTable } from "./cache/fetch-table.ts";
import type { CacheStore } from "./cache-store.ts";

export type StoredResponse = {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly fields: readonly Field[];
  /** The whole body, latin1, without transfer coding. */
  readonly body: string;
};

export type Hit = {
  readonly kind: "hit";
  readonly response: StoredResponse;
  readonly ageMs: number;
  readonly leftMs: number;
};

export type Miss = { readonly kind: "miss"; readonly fetch: Fetch };

export class ResponseCache {
  readonly #store: CacheStore<StoredResponse>;
  readonly #fetches: FetchTable;

  constructor(store: CacheStore<StoredResponse>, limits: FetchLimits, clock: Pick<Clock, "monotonicMs">) {
    this.#store = store;
    this.#fetches = new FetchTable(limits, clock);
  }

  /**
   * The response of a key, or the task to fetch it. Where another request is fetching it, waits for that one,
   * and takes its place where it gave up.
   */
  lookup(key: string): Answer<Hit | Miss> {
    return this.#lookupUntil(key, this.#fetches.deadlineMs);
  }

  #lookupUntil(key: string, deadlineMs: number): Answer<Hit | Miss> {
    return whenAnswered(this.#store.get(key), (entry) => {
      if (entry !== undefined) {
        const { value, ageMs, leftMs } = entry;
        return { kind: "hit", response: value, ageMs, leftMs };
      }
      if (this.#fetches.begin(key))
        return { kind: "miss", fetch: new Fetch(key, this.#store, this.#fetches) };
      const waiting = this.#fetches.wait(key, deadlineMs);
      if (waiting === undefined) return this.#missAlone(key);
      return waiting.then((hasEnded) =>
        hasEnded ? this.#lookupUntil(key, deadlineMs) : this.#missAlone(key),
      );
    });
  }

  /** Nobody waits for this fetch. */
  #missAlone(key: string): Miss {
    return { kind: "miss", fetch: new Fetch(key, this.#store, undefined) };
  }
}

/** The task to fetch a response; ends with the first call of `keep`, `unshare` or `abandon`. */
export class Fetch {
  readonly key: string;
  readonly #store: CacheStore<StoredResponse>;
  /** Undefined once it has ended, and where nobody waits for it. */
  #fetches: FetchTable | undefined;

  constructor(key: string, store: CacheStore<StoredResponse>, fetches: FetchTable | undefined) {
    this.key = key;
    this.#store = store;
    this.#fetches = fetches;
  }

  /** Gives the response to those that wait, and to later requests; false where it is too large to be kept. */
  keep(response: StoredResponse, ttlMs: number): Answer<boolean> {
    return whenAnswered(this.#store.put(this.key, response, bytesOf(response), ttlMs), (isKept) => {
      this.#end(isKept ? "kept" : "unshared");
      return isKept;
    });
  }

  /** The response is not for others: nobody waits for this key for a while. */
  unshare(): void {
    this.#end("unshared");
  }

  /** The request ended without a response; does nothing where there was one. */
  abandon(): void {
    this.#end("abandoned");
  }

  #end(how: FetchEnd): void {
    this.#fetches?.end(this.key, how);
    this.#fetches = undefined;
  }
}

const FIELD_BYTES = 120;

/** What a response takes in memory, roughly. */
export function bytesOf({ fields, body, reasonPhrase }: StoredResponse): number {
  let bytes = body.length + reasonPhrase.length;
  for (const field of fields) bytes += FIELD_BYTES + 2 * (field.name.length + field.value.length);
  return bytes;
}
