// The `limit` of an edge rule. What nobody verified is never counted in place of the address, only beside it:
// a client that sends another value each time still has one address.

import { isAddressVariable } from "#http/template.ts";
import { formatAddress, maskAddress, parseAddress } from "#kernel/address.ts";
import { type Answer, whenAnswered } from "#kernel/answer.ts";
import type { CallLimits, RateLimit } from "#kernel/call-limits.ts";
import type { EdgeLimitSpec } from "#snapshot/edge-rule-spec.ts";
import type { EdgeView } from "./edge-view.ts";

/** A network of IPv6 has one client at the most, who may take any address of it. */
const CLIENT_PREFIX = 64;

/** How long the request has to wait, ms; 0 where it may go on. */
export type LimitWait = number;

export class EdgeLimit {
  readonly #name: string;
  readonly #spec: EdgeLimitSpec;
  readonly #limits: CallLimits;
  readonly #slots: readonly { readonly slot: number; readonly isAddress: boolean }[];
  readonly #addressSlot: number;

  /** @param name of site and rule: what it counts is counted under it, after a reload too */
  constructor(name: string, spec: EdgeLimitSpec, view: EdgeView, limits: CallLimits) {
    this.#name = name;
    this.#spec = spec;
    this.#limits = limits;
    this.#slots = spec.by.map((variable) => ({
      slot: view.slotOf(variable),
      isAddress: isAddressVariable(variable),
    }));
    this.#addressSlot = view.slotOf({ name: "client.address", key: "" });
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
    const { requests, perAddress } = this.#spec;
    let key = `${this.#name}\nby`;
    for (const { slot, isAddress } of this.#slots) key += partOfKey(view.valueAt(slot), isAddress);
    const own = this.#limit(key, requests);
    if (perAddress < 0) return [own];
    const address = partOfKey(view.valueAt(this.#addressSlot), true);
    return [own, this.#limit(`${this.#name}\naddress${address}`, perAddress)];
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

/** With its length, so that no value can pass for two. */
function partOfKey(value: string | undefined, isAddress: boolean): string {
  if (value === undefined) return "\n-";
  const text = isAddress ? clientNetwork(value) : value;
  return `\n${text.length} ${text}`;
}

function clientNetwork(text: string): string {
  if (!text.includes(":")) return text;
  const address = parseAddress(text);
  return address?.kind === "ipv6" ? formatAddress(maskAddress(address, CLIENT_PREFIX)) : text;
}
