// Responses by what was asked for, in the memory of one worker: a caller's embeddings, each with its
// response, and the nearest of them to another. Callers never see each other's. What was used longest ago
// goes first.

import type { Clock } from "#kernel/clock.ts";
import { bytesOf, type StoredResponse } from "./response-cache.ts";

type SemanticLimits = {
  readonly keptBytes: number;
  readonly maxEntries: number;
  readonly maxEntriesPerCaller: number;
};

type Kept = {
  readonly caller: string;
  /** Of length 1. */
  readonly direction: Float32Array;
  readonly response: StoredResponse;
  readonly bytes: number;
  readonly storedMs: number;
  readonly endMs: number;
};

type Nearest = { readonly response: StoredResponse; readonly distance: number; readonly ageMs: number };

/** What an entry costs beside its key and its response. */
const ENTRY_BYTES = 320;
/** The share of the cache that one response may have. */
const LARGEST_SHARE = 8;

export class SemanticCache {
  /** In the order of use, the latest last. */
  readonly #kept = new Set<Kept>();
  /** By caller, each in the order of use. */
  readonly #callers = new Map<string, Set<Kept>>();
  readonly #limits: SemanticLimits;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #bytes = 0;

  constructor(limits: SemanticLimits, clock: Pick<Clock, "monotonicMs">) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Of all entries together. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * The nearest of a caller's, looked at one by one; vectors of another length are of another model.
   * @param vector of any length but zero
   * @param maxDistance 1 less the cosine of the angle between both, 0 to 2
   */
  nearest(caller: string, vector: Float32Array, maxDistance: number): Nearest | undefined {
    const nowMs = this.#clock.monotonicMs();
    const direction = directionOf(vector);
    let found: Kept | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const kept of this.#callers.get(caller) ?? []) {
      if (kept.endMs <= nowMs) this.#drop(kept);
      else if (kept.direction.length === direction.length) {
        const distance = distanceOf(kept.direction, direction);
        if (distance < least) [found, least] = [kept, distance];
      }
    }
    // Rounding must not keep a prompt from itself.
    if (found === undefined || !(least <= maxDistance + ROUNDING)) return undefined;
    this.#drop(found);
    this.#add(found);
    return { response: found.response, distance: Math.max(0, least), ageMs: nowMs - found.storedMs };
  }

  /** False where it is too large to be kept, or for no time. */
  keep(caller: string, vector: Float32Array, response: StoredResponse, ttlMs: number): boolean {
    const bytes = bytesOf(response) + vector.byteLength + 2 * caller.length + ENTRY_BYTES;
    if (!(ttlMs > 0) || bytes > this.#limits.keptBytes / LARGEST_SHARE) return false;
    const storedMs = this.#clock.monotonicMs();
    const direction = directionOf(vector);
    this.#add({ caller, direction, response, bytes, storedMs, endMs: storedMs + ttlMs });
    const { maxEntries, maxEntriesPerCaller } = this.#limits;
    const own = this.#callers.get(caller);
    for (const oldest of own ?? []) {
      if (own === undefined || own.size <= maxEntriesPerCaller) break;
      this.#drop(oldest);
    }
    for (const oldest of this.#kept) {
      if (this.#bytes <= this.#limits.keptBytes && this.#kept.size <= maxEntries) break;
      this.#drop(oldest);
    }
    return true;
  }

  #add(kept: Kept): void {
    const own = this.#callers.get(kept.caller) ?? new Set();
    this.#callers.set(kept.caller, own.add(kept));
    this.#kept.add(kept);
    this.#bytes += kept.bytes;
  }

  #drop(kept: Kept): void {
    const own = this.#callers.get(kept.caller);
    own?.delete(kept);
    if (own?.size === 0) this.#callers.delete(kept.caller);
    if (this.#kept.delete(kept)) this.#bytes -= kept.bytes;
  }
}

const ROUNDING = 1e-6;

function directionOf(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

function distanceOf(a: Float32Array, b: Float32Array): number {
  let cosine = 0;
  for (let i = 0; i < a.length; i++) cosine += (a[i] ?? 0) * (b[i] ?? 0);
  return 1 - cosine;
}
