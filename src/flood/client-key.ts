// By what a client is told from others: its address, and of IPv6 the network of 64 bits, for whoever has one
// address of it has them all.

import { readAddress } from "#kernel/address.ts";
import { keyedWordHash } from "#kernel/keyed-hash.ts";
import {
  FILTER_BITS,
  FILTER_INTS,
  FILTERS_AT,
  HEAVY_AT,
  HEAVY_INTS,
  HEAVY_SLOTS,
  SEED_AT,
} from "./flood-memory.ts";

/** Words are signed, as they lie in memory. */
export type ClientKey = { kind: number; a: number; b: number; hash: number };

const words = new Uint32Array(4);

/** Reads an address into `key`; false where the text is none. Takes no memory. */
export function readClientKey(address: string, ints: Int32Array, key: ClientKey): boolean {
  const kind = readAddress(address, words);
  if (kind === 0) return false;
  key.kind = kind;
  key.a = (words[0] ?? 0) | 0;
  key.b = kind === 4 ? 0 : (words[1] ?? 0) | 0;
  key.hash = hashOf(key, ints);
  return true;
}

/** 127.0.0.0/8; of IPv6 the network that ::1 is in, where nobody else is. */
export const isLoopback = ({ kind, a, b }: ClientKey): boolean =>
  kind === 4 ? a >>> 24 === 127 : a === 0 && b === 0;

/** Who sends addresses may choose them, but sees nothing of where they fall: the seed is a secret. */
export function hashOf({ kind, a, b }: Omit<ClientKey, "hash">, ints: Int32Array): number {
  return keyedWordHash(a, b, 0, 0, kind, [ints[SEED_AT] ?? 0, ints[SEED_AT + 1] ?? 0]);
}

const FILTER_HASHES = 4;

/** The bits of a client in a filter, one for each of so many steps. */
const filterBit = (hash: number, step: number): number =>
  (hash + Math.imul(step, (hash >>> 15) | 1) + Math.imul(hash, step)) & (FILTER_BITS - 1);

export function addToFilter(ints: Int32Array, at: number, hash: number): void {
  for (let step = 0; step < FILTER_HASHES; step++) {
    const bit = filterBit(hash, step);
    Atomics.or(ints, at + (bit >>> 5), 1 << (bit & 31));
  }
}

function isInFilter(ints: Int32Array, at: number, hash: number): boolean {
  for (let step = 0; step < FILTER_HASHES; step++) {
    const bit = filterBit(hash, step);
    if ((((ints[at + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1) === 0) return false;
  }
  return true;
}

/** It was here in the last week or two: two filters of bits follow each other, and forget. */
export const isKnown = (ints: Int32Array, hash: number): boolean =>
  isInFilter(ints, FILTERS_AT, hash) || isInFilter(ints, FILTERS_AT + FILTER_INTS, hash);

/** A client's own limit in a window; 0 where it has none. */
export function ownLimitOf({ kind, a, b, hash }: ClientKey, ints: Int32Array): number {
  for (let probe = 0; probe < HEAVY_SLOTS; probe++) {
    const at = HEAVY_AT + ((hash + probe) & (HEAVY_SLOTS - 1)) * HEAVY_INTS;
    const found = ints[at] ?? 0;
    if (found === 0) return 0;
    if (found === kind && ints[at + 1] === a && ints[at + 2] === b) return ints[at + 3] ?? 0;
  }
  return 0;
}

/** Puts these in the place of all. A worker that looks meanwhile may miss one, until control looks again. */
export function writeOwnLimits(
  ints: Int32Array,
  clients: Iterable<Omit<ClientKey, "hash"> & { readonly limit: number }>,
): void {
  ints.fill(0, HEAVY_AT, HEAVY_AT + HEAVY_SLOTS * HEAVY_INTS);
  for (const { kind, a, b, limit } of clients) {
    let place = hashOf({ kind, a, b }, ints) & (HEAVY_SLOTS - 1);
    while (ints[HEAVY_AT + place * HEAVY_INTS] !== 0) place = (place + 1) & (HEAVY_SLOTS - 1);
    const at = HEAVY_AT + place * HEAVY_INTS;
    ints[at + 1] = a;
    ints[at + 2] = b;
    ints[at + 3] = limit;
    Atomics.store(ints, at, kind);
  }
}
