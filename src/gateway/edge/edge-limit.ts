// The `limit` of an edge rule: counts by the rule's key, and beside it by the address where clients choose
// what the key is made of.

import { type Answer, whenAnswered } from "#kernel/answer.ts";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import type { CallLimits, RateLimit } from "#kernel/call-limits.ts";
import type { EdgeLimitSpec } from "#snapshot/edge-rule-spec.ts";
import { EdgeKey } from "./edge-key.ts";
import type { EdgeView } from "./edge-view.ts";

/** How long the request has to wait, ms; 0 where it may go on. */
export type LimitWait = number;

/** Clients whose limits one rule remembers in one worker. */
const MAX_CLIENTS = 1024;

export class EdgeLimit {
  readonly #name: string;
  readonly #spec: EdgeLimitSpec;
  readonly #limits: CallLimits;
  readonly #key: EdgeKey;
  /** Where addresses alone are counted by: what is counted of an address, made once. */
  readonly #byAddress: BoundedCache<string, readonly RateLimit[]> | undefined;

  /** @param name of site and rule: what it counts is counted under it, after a reload too */
  constructor(name: string, spec: EdgeLimitSpec, view: EdgeView, limits: CallLimits) {
    this.#name = name;
    this.#spec = spec;
    this.#limits = limits;
    this.#key = new EdgeKey(name, spec.by, view);
    const isOfClient = spec.by.length === 1 && spec.by.every(({ name }) => name === "client.address");
    this.#byAddress = isOfClient ? new BoundedCache(MAX_CLIENTS) : undefined;
  }

  /** Counts the request that the view looks at. */
  take(view: EdgeView): Answer<LimitWait> {
    const counted = this.#countedIn(view);
    if (this.#spec.blockMs === 0) return whenAnswered(this.#limits.take(counted), waitOf);
    const blocks = counted.map((limit) => this.#blockOf(limit, 0));
    return whenAnswered(this.#limits.check(blocks), (seen) =>
      seen.allowed ? this.#takeOrBlock(counted) : waitOf(seen),
    );
  }

  #takeOrBlock(counted: readonly RateLimit[]): Answer<LimitWait> {
    return whenAnswered(this.#limits.take(counted), (verdict) => {
      const { refusedBy } = verdict;
      if (refusedBy === undefined || !refusedBy.counted || refusedBy.limit.kind !== "rate") {
        return waitOf(verdict);
      }
      const block = this.#blockOf(refusedBy.limit, 1);
      return whenAnswered(this.#limits.take([block]), () => this.#spec.blockMs);
    });
  }

  #countedIn(view: EdgeView): readonly RateLimit[] {
    const { clientAddress } = view.exchange;
    const known = this.#byAddress?.get(clientAddress);
    if (known !== undefined) return known;
    const counted = this.#newCounted(view);
    this.#byAddress?.set(clientAddress, counted);
    return counted;
  }

  #newCounted(view: EdgeView): readonly RateLimit[] {
    const { requests, perAddress } = this.#spec;
    const own = this.#limit(this.#key.ofValues(view), requests);
    if (perAddress < 0) return [own];
    return [own, this.#limit(this.#key.ofAddress(view), perAddress)];
  }

  #limit(key: string, units: number): RateLimit {
    const { windowMs, whenLost } = this.#spec;
    return { kind: "rate", name: this.#name, key, units, cost: 1, whenLost, windowMs };
  }

  /** Taken once by who passed the limit: while it is taken, nothing passes. */
  #blockOf({ key }: RateLimit, cost: 0 | 1): RateLimit {
    const { blockMs } = this.#spec;
    return {
      kind: "rate",
      name: this.#name,
      key: `${key}\nblock`,
      units: 1,
      cost,
      whenLost: "pass",
      windowMs: blockMs,
    };
  }
}

const waitOf = ({ allowed, refusedBy }: Awaited<ReturnType<CallLimits["take"]>>): LimitWait =>
  allowed ? 0 : Math.max(1, refusedBy?.retryAfterMs ?? 1);
