// Pools that show their members another certificate than their own: the one that `authentication-certificate`
// chose for a call.

import { createHash } from "node:crypto";
import type { BackendCertificate } from "#policy/plans.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { Backend } from "./gateway-call.ts";
import type { PolicyCertificates } from "./policy-certificates.ts";
import { PoolVariants } from "./pool-variants.ts";
import { proxyKey } from "./proxied-pools.ts";

export class CertifiedPools {
  readonly #certificates: PolicyCertificates;
  /** By certificate and proxy. */
  readonly #variants: PoolVariants;

  constructor(certificates: PolicyCertificates, ports: GatewayPorts) {
    this.#certificates = certificates;
    this.#variants = new PoolVariants(ports);
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
    return this.#variants.find(backend, `${shown}${proxyKey(entry.spec.proxy)}`, (spec) => ({
      ...spec,
      tls: spec.tls && { ...spec.tls, certificate, key },
    }));
  }

  close(): void {
    this.#variants.close();
  }
}
