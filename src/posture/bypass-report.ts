// What an audit found: plain data, as it is printed, signed and kept. Holds no content of any answer and no
// secret.

import type { ProbeReply } from "./bypass/probe-message.ts";

export const PROBE_IDS = [
  ...["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
  ...["P9", "P10", "P11", "P12", "P13", "P14", "P15"],
] as const satisfies readonly `P${number}`[];
export type ProbeId = (typeof PROBE_IDS)[number];

/** Of a light audit: few requests, and the control. */
export const LIGHT_PROBES: readonly ProbeId[] = ["P1", "P3", "P7", "P14"];

/**
 * The worst first: `open` answered without proof; `undecided` answered in a way that can mean both;
 * `not-tried` could not be tried; `noted` is no hole and no proof; `not-applicable` has nothing to open.
 */
export const OUTCOMES = ["open", "undecided", "not-tried", "refused", "noted", "not-applicable"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One request, or a few that belong together, and what they show. */
export type Attempt = {
  /** What was sent, in words. */
  readonly what: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly evidence?: Evidence;
};

export type Evidence = {
  /** `address:port`. */
  readonly at: string;
  readonly reply: ProbeReply;
};

export type ProbeResult = {
  readonly id: ProbeId;
  readonly title: string;
  readonly vantage: string;
  /** The worst of its attempts. */
  readonly outcome: Outcome;
  /** What to do, where it is open. */
  readonly mend?: string;
  readonly attempts: readonly Attempt[];
};

export type Verdict = "proven-closed" | "closed-from-inside-only" | "open" | "unknown";

export type VantageReport = {
  readonly name: string;
  readonly kind: "host" | "source" | "agent";
  readonly isForeign: boolean;
  /** Where requests come from; empty for the system's choice. */
  readonly address: string;
  /** Why it counts as foreign, or not. */
  readonly basis: string;
};

export type BackendReport = {
  readonly pool: string;
  /** The member's URL. */
  readonly member: string;
  /** One of those that its host resolves to; empty where it does not. */
  readonly address: string;
  /** Where it stands in the configuration. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  readonly verdict: Verdict;
  /** Why, one sentence each. */
  readonly reasons: readonly string[];
  /** The answer to the positive control: what an opening is compared with. */
  readonly control?: ProbeReply;
  readonly probes: readonly ProbeResult[];
  /** Requests that were sent to it. */
  readonly requests: number;
};

export type BypassReport = {
  readonly format: "portcullis-bypass-audit/1";
  readonly id: string;
  readonly node: string;
  readonly version: string;
  /** SHA-256 of the texts of the configuration's files as they are written, in hexadecimal. */
  readonly configurationHash: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** When it is too old to prove anything. */
  readonly validUntil: string;
  readonly vantages: readonly VantageReport[];
  readonly backends: readonly BackendReport[];
};

export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.find((each) => outcomes.includes(each)) ?? "not-tried";
}
