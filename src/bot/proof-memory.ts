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

const OVER = 0;

type Kept<P> = { readonly proof: P; readonly untilMs: number };

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
    const key = keyOf(question);
    const verified = this.#verified.get(key);
    if (verified !== undefined && verified.untilMs > nowMs) return verified;
    const other = this.#others.get(key);
    return other !== undefined && other.untilMs > nowMs ? other : undefined;
  }

  /** It was confirmed, its time is over, and nothing else was learned since. */
  isDue(question: HostQuestion): boolean {
    return (this.#verified.get(keyOf(question))?.untilMs ?? OVER) > OVER;
  }

  set(question: HostQuestion, proof: P, untilMs: number): void {
    const key = keyOf(question);
    const [memory, other] =
      proof === "verified" ? [this.#verified, this.#others] : [this.#others, this.#verified];
    const before = other.get(key);
    if (before !== undefined) other.set(key, { ...before, untilMs: OVER });
    memory.set(key, { proof, untilMs });
  }
}

const keyOf = ({ address, hosts }: HostQuestion): string => `${address} ${hosts}`;
