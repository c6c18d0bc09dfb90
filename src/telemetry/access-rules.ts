// What a snapshot says of access lines: which successes leave one, and what stands in it.

import { noScrubRules, type ScrubRules } from "./scrub.ts";

export type AccessRules = {
  /** How long a worker stops reading new requests while its ring is full; Infinity for ever. */
  readonly whenFullWaitMs: number;
  /** Share of the successes that leave a line, 0 to 1. */
  readonly sample: number;
  /** A success that took longer always leaves one. */
  readonly sampleSlowerThanMs: number;
  /** Lower-case names of the header fields that stand in the line; none of them holds a secret. */
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly scrub: ScrubRules;
};

export const plainAccessRules: AccessRules = {
  whenFullWaitMs: 1000,
  sample: 1,
  sampleSlowerThanMs: 1000,
  requestHeaders: [],
  responseHeaders: [],
  scrub: noScrubRules,
};

/**
 * Whether a success leaves a line. Takes other random bits of the id than the sampling of traces does, so
 * that lines stay a fair sample where every sampled trace has its line too.
 */
export function isLineKept(id: string, share: number): boolean {
  return Number.parseInt(id.slice(24), 16) < share * 2 ** 32;
}
