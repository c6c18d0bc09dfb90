// The pools of a worker. A pool whose settings a new snapshot leaves as they were lives on, with its
// connections and what it knows of its members' health; the others are closed when the last request is done.

import { isDeepStrictEqual } from "node:util";
import { clientLimits } from "#snapshot/pool-limits.ts";
import type { LimitSpec, PoolSpec } from "#snapshot/snapshot.ts";
import { Pool } from "#upstream/pool.ts";
import type { PoolObserver } from "#upstream/pool-observer.ts";
import { Affinity } from "./affinity.ts";
import type { GatewayPorts, MemberMeter, PoolMeter } from "./gateway-port.ts";

export type PoolEntry = {
  readonly pool: Pool;
  readonly spec: PoolSpec;
  readonly limits: LimitSpec;
  readonly affinity: Affinity | undefined;
};

export type PoolTable = ReadonlyMap<string, PoolEntry>;

export function buildPools(
  specs: readonly PoolSpec[],
  limits: LimitSpec,
  previous: PoolTable,
  ports: GatewayPorts,
): PoolTable {
  const table = new Map<string, PoolEntry>();
  for (const spec of specs) {
    const old = previous.get(spec.name);
    const isSame =
      old !== undefined && isDeepStrictEqual(old.spec, spec) && isDeepStrictEqual(old.limits, limits);
    table.set(spec.name, isSame ? old : newEntry(spec, limits, ports));
  }
  return table;
}

/** Closes the pools that the new table did not take over. Busy connections close when they are done. */
export function closeLeftPools(previous: PoolTable, next: PoolTable): void {
  for (const [name, entry] of previous) if (next.get(name) !== entry) entry.pool.close();
}

function newEntry(spec: PoolSpec, limits: LimitSpec, ports: GatewayPorts): PoolEntry {
  const pool = newPool(spec, limits, ports);
  const names = pool.members.map((member) => member.name);
  const affinity = spec.affinity && new Affinity(spec.affinity, spec.name, names);
  return { pool, spec, limits, affinity };
}

function newPool(spec: PoolSpec, limits: LimitSpec, ports: GatewayPorts): Pool {
  const { deadlines, now } = ports;
  const settings = { ...spec, limits: clientLimits(spec, limits) };
  return new Pool(settings, { deadlines, now, observer: observePool(spec.name, ports) });
}

function observePool(pool: string, { metrics, warn }: GatewayPorts): PoolObserver {
  const meters = new Map<string, MemberMeter>();
  const meter = (member: string): MemberMeter => {
    const known = meters.get(member) ?? metrics.memberMeter(pool, member);
    meters.set(member, known);
    return known;
  };
  const { retried, retryDenied, signed } = boundMeter(metrics.poolMeter(pool));
  return {
    answered: (member, ms) => meter(member).answered(ms / 1000),
    failed: (member, code) => meter(member).failed(code),
    ejected: (member) => meter(member).ejected(true),
    returned: (member) => meter(member).ejected(false),
    tripped: (member, forMs) => {
      meter(member).tripped(true);
      warn("a circuit breaker opened", { pool, member, forMs });
    },
    recovered: (member) => {
      meter(member).tripped(false);
      warn("a circuit breaker closed", { pool, member });
    },
    unresolved: (member, message) => {
      meter(member).unresolved();
      warn("a member's name could not be resolved", { pool, member, reason: message });
    },
    retried,
    retryDenied,
    signed,
  };
}

function boundMeter(meter: PoolMeter): Pick<PoolObserver, "retried" | "retryDenied" | "signed"> {
  return {
    signed: () => meter.signed(),
    retried: (isHedge) => meter.retried(isHedge),
    retryDenied: () => meter.retryDenied(),
  };
}
