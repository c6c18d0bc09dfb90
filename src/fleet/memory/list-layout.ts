// Where things lie in the shared memory of the client lists: a header, then two halves of slots, of which one
// is in use. The writer fills the other one and turns over when too many slots have been given up.

/** Header, in ints. */
export const SEED_AT = 0;
/** Slots of one half, a power of two. */
export const SLOTS_AT = 2;
/** Which half is in use: 0 or 1. */
export const HALF_AT = 3;
/** Rises with every change that a reader must not see in part: of the half, the lengths, an entry's place. */
export const SHAPE_AT = 4;
/** Entries in use, ended ones included: 0 tells a reader that there is nothing to look for. */
export const SIZE_AT = 5;
/** Bit sets of prefix lengths in use: IPv4 0 to 32 in two ints, IPv6 0 to 128 in five; then 1 for keys. */
export const IPV4_LENGTHS_AT = 8;
export const IPV6_LENGTHS_AT = 10;
export const KEYS_AT = 15;
export const HEADER_INTS = 16;

/** A half begins with a filter: eight bits per slot, one set per entry, so that most searches end there. */
export const filterInts = (slots: number): number => slots >>> 2;

/** Which bit of the filter a hash has: other bits of it choose the slot. */
export const filterBit = (hash: number, slots: number): number =>
  (Math.imul(hash, 0x9e3779b1) >>> 5) & (slots * 8 - 1);

/** A slot, in ints: state, what it names, four words, the end as a float of 8 bytes, the id, spare. */
export const STATE = 0;
export const NAME = 1;
export const WORDS = 2;
export const UNTIL = 6;
export const ID = 8;
export const SLOT_INTS = 10;

/** States: 0 never used. A slot that was given up keeps the search going on behind it. */
export const EMPTY = 0;
export const BAN = 1;
export const ALLOW = 2;
export const GONE = 3;
/** The low bits are the state, the others count the slot's uses, so that a reader notices one given anew. */
export const STATE_BITS = 2;
export const STATE_MASK = 3;

/** What a slot names: a family and a length in one int. */
export const IPV4_NAME = 0x400;
export const IPV6_NAME = 0x600;
export const KEY_NAME = 0x800;
/** Salts the hashes of keys, that they differ from those of counters. */
export const KEY_SALT = 0x6b6579;
