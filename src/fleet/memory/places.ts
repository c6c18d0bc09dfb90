// Where a key may lie in a table of shared memory: in pairs of neighbours, which are one cache line of
// counters, by double hashing. Linear probing fails for some key in one of forty tables of 1024 that are not
// even 60 % full, for full stretches grow together; of these places all are taken in a share of about the
// load to the power of their number.

/**
 * So many at most: what a full table costs to search. They are all taken for 1 new key in 4 million where the
 * table is filled to three quarters, for 1 in 300 at nine tenths.
 */
const MAX_PLACES = 64;

/** How many places a key has in a table of so many slots, a power of two: no two of them are the same. */
export function placesOf(slots: number): number {
  return Math.min(MAX_PLACES, slots);
}

/**
 * The number of the slot.
 * @param hi decides the distance of the pairs, `lo` the first slot: two independent hashes of the key
 * @param mask one less than the slots
 */
export function placeOf(hi: number, lo: number, probe: number, mask: number): number {
  const pair = lo + Math.imul(probe & ~1, hi | 1);
  return (pair ^ (probe & 1)) & mask;
}
