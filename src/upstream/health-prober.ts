// The health checks of a node: one per member of the pools that ask for them, whatever the number of workers.
// Knows no threads: it is given pools, and tells what it finds.

import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type CheckServices, HealthCheck } from "./health-check.ts";
import { Pool, type PoolSettings } from "./pool.ts";
import { noObserver } from "./pool-observer.ts";
import type { ProbeSettings } from "./probe.ts";

export type ProbedPool = { readonly settings: PoolSettings; readonly probe: ProbeSettings };

export type MemberHealth = { readonly pool: string; readonly member: string; readonly isHealthy: boolean };

export interface ProberObserver {
  /** Enough checks agree: for the first time, or on another outcome than before. */
  found(health: MemberHealth, why: string): void;
  /** A check of a member of this pool was signed. */
  signed(pool: string): void;
}

type Probed = {
  readonly pool: Pool;
  readonly of: ProbedPool;
  readonly checks: ReadonlyMap<string, HealthCheck>;
};

/** First checks are spread, so that a node that starts does not ask all members at once. */
const SPREAD_MS = 1000;

/** Requests are counted where they are answered; checks are not requests. */
export class HealthProber {
  readonly #services: CheckServices;
  readonly #observer: ProberObserver;
  #pools = new Map<string, Probed>();

  constructor(services: CheckServices, observer: ProberObserver) {
    this.#services = services;
    this.#observer = observer;
  }

  /** Of the members on which enough checks agree. */
  get known(): MemberHealth[] {
    return this.members.flatMap(({ pool, member, isHealthy }) => {
      return isHealthy === undefined ? [] : [{ pool, member, isHealthy }];
    });
  }

  /** Every member that is checked; `isHealthy` is undefined where it is not known yet. */
  get members(): { pool: string; member: string; isHealthy: boolean | undefined }[] {
    return [...this.#pools].flatMap(([pool, { checks }]) => {
      return [...checks].map(([member, { isHealthy }]) => ({ pool, member, isHealthy }));
    });
  }

  /** From now on these. What is known of a member stays, where it is still asked in the same way. */
  use(pools: readonly ProbedPool[]): void {
    const previous = this.#pools;
    this.#pools = new Map();
    for (const of of pools) {
      const { name } = of.settings;
      const old = previous.get(name);
      this.#pools.set(name, old !== undefined && isDeepStrictEqual(old.of, of) ? old : this.#begin(of, old));
    }
    for (const [name, old] of previous) if (this.#pools.get(name) !== old) end(old);
  }

  #begin(of: ProbedPool, old: Probed | undefined): Probed {
    const { settings, probe } = of;
    const { name } = settings;
    const pool = new Pool(
      { ...settings, maxIdle: 0, breaker: undefined },
      { ...this.#services, observer: { ...noObserver, signed: () => this.#observer.signed(name) } },
    );
    const checks = new Map<string, HealthCheck>();
    for (const member of pool.members) {
      const firstInMs = randomInt(Math.min(probe.intervalMs, SPREAD_MS) + 1);
      const verdict = (isHealthy: boolean, why: string): void => {
        this.#observer.found({ pool: pool.name, member: member.name, isHealthy }, why);
      };
      const check = new HealthCheck(member, probe, pool.proxyProtocol, this.#services, firstInMs, verdict);
      if (old !== undefined && isDeepStrictEqual(old.of.probe, probe)) {
        check.isHealthy = old.checks.get(member.name)?.isHealthy;
      }
      checks.set(member.name, check);
    }
    return { pool, of, checks };
  }

  close(): void {
    this.use([]);
  }
}

function end({ pool, checks }: Probed): void {
  for (const check of checks.values()) check.close();
  pool.close();
}
