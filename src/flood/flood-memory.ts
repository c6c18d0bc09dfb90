// The memory that the threads of a node share for flood protection, and where everything lies in it: limits
// that control writes, counts per second of the whole node, and a slot for each client. Flat integers; a
// thread may die anywhere in the middle of them.

/** Made by `allocateFlood`. */
export type FloodMemory = SharedArrayBuffer;

export const floodModes = ["off", "dry-run", "enforce"] as const;
export type FloodMode = (typeof floodModes)[number];

/** What control tells the workers. */
export type FloodLimits = {
  readonly mode: FloodMode;
  /** Of the whole node per second; above it there is a flood. */
  readonly globalPerSecond: number;
  /** Of the whole node in a normal second at its busiest: what is served in a flood, newcomers included. */
  readonly normalPerSecond: number;
  /** Of the whole node in a burst: the beginning of a flood shows in it before its second is over. */
  readonly globalPerBurst: number;
  /** Of one client in a window; enforced while there is a flood, and not otherwise. */
  readonly clientPerWindow: number;
  /** Of a client that nobody has seen before. */
  readonly newcomerPerWindow: number;
  /** Who has been here before is known. Until then nobody is a newcomer. */
  readonly hasLearned: boolean;
  readonly penaltyS: number;
  readonly longestPenaltyS: number;
  /** Delay of the event loop above which a worker sheds load; 0 for never. */
  readonly shedDelayMs: number;
  /** Clients of this machine are counted like all others. */
  readonly countsLoopback: boolean;
};

/** A client is counted over so many ms. */
export const WINDOW_MS = 10_000;
export const BURST_MS = 100;

// ── the head ──

export const SEED_AT = 0;
export const MODE_AT = 2;
export const GLOBAL_AT = 3;
export const CLIENT_AT = 4;
export const NEWCOMER_AT = 5;
export const LEARNED_AT = 6;
export const PENALTY_AT = 7;
export const LONGEST_PENALTY_AT = 8;
export const SHED_DELAY_AT = 9;
export const LOOPBACK_AT = 14;
export const BURST_AT = 15;
export const NORMAL_AT = 22;
/** The second until which there is a flood, and the one in which it began. */
export const FLOOD_UNTIL_AT = 10;
export const FLOOD_BEGAN_AT = 11;
/** Times that a client found no slot, and penalties that were begun. */
export const UNTRACKED_AT = 12;
export const PENALTIES_AT = 13;
/** What was refused, by its kind; then what would have been, in a dry run. */
export const REFUSED_AT = 16;
const HEAD_INTS = 32;

export const refusalKinds = ["penalized", "crowded", "overloaded"] as const;
export type RefusalKind = (typeof refusalKinds)[number];

// ── seconds: the number of each, and what was counted in it ──

export const SECONDS = 64;
export const SECOND_INTS = 6;
export const SECONDS_AT = HEAD_INTS;
/** Requests and connections, refused ones included. */
export const OFFERED = 1;
/** Those of newcomers that were let through while there was a flood, and those of all others. */
export const NEWCOMERS = 2;
export const OTHERS = 3;
/** Lines of newcomers that were turned away. */
export const TOLD = 4;
/** What clients under penalty offered: it keeps a flood up, and teaches nothing. */
export const KEPT_OUT = 5;

// ── bursts: the number of each, and what was offered in it ──

export const BURSTS = 1024;
export const BURST_INTS = 2;
export const BURSTS_AT = SECONDS_AT + SECONDS * SECOND_INTS;

// ── clients with a limit of their own: kind, words, limit ──

export const HEAVY_SLOTS = 4096;
export const HEAVY_INTS = 4;
export const HEAVY_AT = BURSTS_AT + BURSTS * BURST_INTS;

// ── who is known: two filters of bits, this generation's and the last one's ──

export const FILTER_BITS = 2 ** 21;
export const FILTER_INTS = FILTER_BITS / 32;
export const FILTERS_AT = HEAVY_AT + HEAVY_SLOTS * HEAVY_INTS;

// ── clients ──

/** A client's slot lies in one of so many places that follow each other. */
export const SET_SLOTS = 8;
export const CLIENT_SLOTS = 2 ** 16;
export const SLOT_INTS = 13;
export const CLIENTS_AT = FILTERS_AT + 2 * FILTER_INTS;

/** 0 for an empty slot, else the version of IP. */
export const KIND = 0;
/** The address of IPv4; of IPv6 the network of 64 bits. */
export const WORD_A = 1;
export const WORD_B = 2;
export const WINDOW = 3;
export const COUNT = 4;
export const COUNT_BEFORE = 5;
/** The second in which its penalty ends; kept afterwards, for the next one is longer. */
export const PENALTY_END = 6;
export const PENALTY_ROUND = 7;
export const KNOWN = 8;
/** Its own limit in a window, where it is above that of all; else 0. */
export const OWN_LIMIT = 9;
/** What was refused of it since its last line in the access log, and the second of that line. */
export const UNTOLD = 10;
export const TOLD_AT = 11;
/** A newcomer's connection was let in while there was a flood: its first request is, too. */
export const CREDIT = 12;

export function allocateFlood(): FloodMemory {
  return new SharedArrayBuffer((CLIENTS_AT + CLIENT_SLOTS * SLOT_INTS) * 4);
}

export function writeLimits(ints: Int32Array, limits: FloodLimits): void {
  ints[GLOBAL_AT] = limits.globalPerSecond;
  ints[NORMAL_AT] = limits.normalPerSecond;
  ints[BURST_AT] = limits.globalPerBurst;
  ints[CLIENT_AT] = limits.clientPerWindow;
  ints[NEWCOMER_AT] = limits.newcomerPerWindow;
  ints[LEARNED_AT] = limits.hasLearned ? 1 : 0;
  ints[PENALTY_AT] = limits.penaltyS;
  ints[LONGEST_PENALTY_AT] = limits.longestPenaltyS;
  ints[SHED_DELAY_AT] = limits.shedDelayMs;
  ints[LOOPBACK_AT] = limits.countsLoopback ? 1 : 0;
  // Last: a worker that sees the mode sees the limits.
  Atomics.store(ints, MODE_AT, floodModes.indexOf(limits.mode));
}
