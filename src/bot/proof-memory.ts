// What is known of addresses, each for its time. Confirmed ones lie apart from all others: whoever comes from
// ever new addresses under a good bot's name pushes none of them out.

import { BoundedCache } from "#kernel/bounded-cache.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { Proof } from "./confirm-host.ts";

/** What is asked: whether an address has one of these names (patterns, with a blank between them). */
export type HostQuestion = { readonly address: string; readonly hosts: string };

export type HostAnswer = HostQuestion & {
  readonly proof: Proof;
  /** Wall clock, ms since the epoch. */
  readonly untilMs: number;
};

const OVER = Number.NEGATIVE_INFINITY;

type Kept<P> = {
  readonly proof: P;
  readonly untilMs: number;
  /** Not by an answer: it was held on to while it is asked about anew. */
  readonly isRenewed?: true;
};

export class ProofMemory<P extends string = Proof> {
  readonly #verified: BoundedCache<string, Kept<P>>;
  readonly #others: BoundedCache<string, Kept<P>>;

  constructor(maxAddresses: number = defaultLimits.bots.maxAddresses) {
    this.#verified = new BoundedCache(maxAddresses);
    this.#others = new BoundedCache(maxAddresses);
  }

  get size(): number {
    return this.#verified.size + this.#others.size;
  }

  /** Undefined where nothing is known, or its time is over. */
  get(question: HostQuestion, nowMs: number): Kept<P> | undefined {
    const key = keyOfQuestion(question);
    const verified = this.#verified.get(key);
    if (verified !== undefined && verified.untilMs > nowMs) return verified;
    const other = this.#others.get(key);
    return other !== undefined && other.untilMs > nowMs ? other : undefined;
  }

  /**
   * Holds on to what was confirmed until then, and tells whether it does: once, and not long after its time.
   * Else an answer that never comes would make a confirmation one for ever.
   */
  renew(question: HostQuestion, nowMs: number, untilMs: number): boolean {
    const key = keyOfQuestion(question);
    const kept = this.#verified.get(key);
    if (kept === undefined || kept.isRenewed || nowMs - kept.untilMs > defaultLimits.bots.minVerifiedMs)
      return false;
    this.#verified.set(key, { proof: kept.proof, untilMs, isRenewed: true });
    return true;
  }

  clear(): void {
    this.#verified.clear();
    this.#others.clear();
  }

  set(question: HostQuestion, proof: P, untilMs: number): void {
    const key = keyOfQuestion(question);
    const [memory, other] =
      proof === "verified" ? [this.#verified, this.#others] : [this.#others, this.#verified];
    const before = other.get(key);
    if (before !== undefined) other.set(key, { proof: before.proof, untilMs: OVER });
    memory.set(key, { proof, untilMs });
  }
}

/** What is equal for equal questions. */
export const keyOfQuestion = ({ address, hosts }: HostQuestion): string => `${address} ${hosts}`;
