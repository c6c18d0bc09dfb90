// Checks the members' health for the whole node, and tells the workers and the log what it finds. Workers do
// not check: a member would be asked once per worker.

import { Deadlines } from "#kernel/deadlines.ts";
import { clientLimits } from "#snapshot/pool-limits.ts";
import type { PoolSpec, Snapshot } from "#snapshot/snapshot.ts";
import type { Log } from "#telemetry/log.ts";
import { HealthProber, type MemberHealth, type ProbedPool } from "#upstream/health-prober.ts";

/** Who passes the findings on. */
export interface HealthPublisher {
  publishHealth(health: readonly MemberHealth[]): void;
}

export class NodeHealth {
  readonly #prober: HealthProber;
  readonly #deadlines = new Deadlines();
  readonly #publisher: HealthPublisher;

  /** @param signed hears of each check that the pool's assertion signed */
  constructor(log: Log, publisher: HealthPublisher, signed: (pool: string) => void) {
    this.#publisher = publisher;
    this.#prober = new HealthProber(
      { deadlines: this.#deadlines, now: () => performance.now() },
      {
        signed,
        found: ({ pool, member, isHealthy }, why) => {
          if (isHealthy) log.info("a member is healthy", { pool, member, why });
          else log.warn("a member is unhealthy and gets no requests", { pool, member, why });
          this.#publish();
        },
      },
    );
  }

  /** Every member that is checked; `isHealthy` is undefined where it is not known yet. */
  get members(): HealthProber["members"] {
    return this.#prober.members;
  }

  /** Checks what this snapshot asks for, from now on. */
  use({ pools, limits }: Snapshot): void {
    this.#prober.use(pools.flatMap((spec) => probedPool(spec, limits)));
    this.#publish();
  }

  #publish(): void {
    this.#publisher.publishHealth(this.#prober.known);
  }

  close(): void {
    this.#prober.close();
    this.#deadlines.close();
  }
}

function probedPool(spec: PoolSpec, limits: Snapshot["limits"]): ProbedPool[] {
  const { probe } = spec;
  if (probe === undefined) return [];
  const ownTime = { connectTimeoutMs: probe.timeoutMs, responseTimeoutMs: probe.timeoutMs };
  const timed = { ...spec, ...ownTime, bodyTimeoutMs: probe.timeoutMs };
  return [{ settings: { ...timed, limits: clientLimits(timed, limits) }, probe }];
}
