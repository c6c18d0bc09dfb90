// Pools that show their members another certificate than their own: the one that `authentication-certificate`
// chose for a call.

import { createHash } from "node:crypto";
import type { BackendCertificate } from "#policy/plans.ts";
import { clientLimits } from "#snapshot/pool-limits.ts";
import { Pool } from "#upstream/pool.ts";
import { noObserver } from "#upstream/pool-observer.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { PoolEntry } from "../pool-table.ts";
import type { Backend } from "./gateway-call.ts";
import { KeptPools } from "./kept-pools.ts";
import type { PolicyCertificates } from "./policy-certificates.ts";
import { proxyKey } from "./proxied-pools.ts";

type Known = { readonly of: PoolEntry; readonly entry: PoolEntry };

export class CertifiedPools {
  readonly #certificates: PolicyCertificates;
  readonly #ports: GatewayPorts;
  /** By pool, certificate and proxy. */
  readonly #known = new KeptPools<Known>();

  constructor(certificates: PolicyCertificates, ports: GatewayPorts) {
    this.#certificates = certificates;
    this.#ports = ports;
  }

  /**
   * The backend with that certificate; over plain HTTP there is nothing to show it in.
   * @throws PolicyFailure for a certificate that nobody knows
   */
  find(backend: Backend, chosen: BackendCertificate): Backend {
    const { certificate, key } = this.#certificates.material(chosen);
    const { entry } = backend;
    if (entry.spec.tls === undefined) return backend;
    const shown = createHash("sha256").update(certificate).update(key).digest("hex");
    const name = `${entry.spec.name}\n${shown}${proxyKey(entry.spec.proxy)}`;
    const known = this.#known.get(name);
    if (known?.of === entry) return { ...backend, entry: known.entry };
    const fresh = { of: entry, entry: this.#make(entry, certificate, key) };
    this.#known.put(name, fresh);
    return { ...backend, entry: fresh.entry };
  }

  #make({ spec, limits, affinity }: PoolEntry, certificate: string, key: string): PoolEntry {
    const { deadlines, now } = this.#ports;
    const certified = { ...spec, tls: spec.tls && { ...spec.tls, certificate, key } };
    const settings = { ...certified, limits: clientLimits(certified, limits) };
    const pool = new Pool(settings, { deadlines, now, observer: noObserver });
    return { pool, spec: certified, limits, affinity };
  }

  close(): void {
    this.#known.close();
  }
}
