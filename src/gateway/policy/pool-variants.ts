// Pools that are as another is but for one thing that the policies of a call chose: a certificate, a proxy.

import { clientLimits } from "#snapshot/pool-limits.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { Pool } from "#upstream/pool.ts";
import { noObserver } from "#upstream/pool-observer.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { PoolEntry } from "../pool-table.ts";
import type { Backend } from "./gateway-call.ts";
import { KeptPools } from "./kept-pools.ts";

type Known = { readonly of: PoolEntry; readonly entry: PoolEntry };

export class PoolVariants {
  readonly #ports: GatewayPorts;
  /** By pool and choice. */
  readonly #known = new KeptPools<Known>();

  constructor(ports: GatewayPorts) {
    this.#ports = ports;
  }

  /** @param choice tells variants of one pool apart */
  find(backend: Backend, choice: string, vary: (spec: PoolSpec) => PoolSpec): Backend {
    const { entry } = backend;
    const key = `${entry.spec.name}\n${choice}`;
    const known = this.#known.get(key);
    if (known?.of === entry) return { ...backend, entry: known.entry };
    const fresh = { of: entry, entry: policyPool(vary(entry.spec), entry, this.#ports) };
    this.#known.put(key, fresh);
    return { ...backend, entry: fresh.entry };
  }

  close(): void {
    this.#known.close();
  }
}

/** A pool that calls of policies made necessary; no metrics tell of it. */
export function policyPool(
  spec: PoolSpec,
  { limits, affinity }: Pick<PoolEntry, "limits" | "affinity">,
  { deadlines, now }: GatewayPorts,
): PoolEntry {
  const settings = { ...spec, limits: clientLimits(spec, limits) };
  return { pool: new Pool(settings, { deadlines, now, observer: noObserver }), spec, limits, affinity };
}
