// Pools for addresses that policies name. Literal ones stand in a document and are the operator's own word;
// those that an expression makes are judged as every call out is: none leads inside unless `egress.allow`
// says so. A pool connects to the very addresses that were judged, for as long as they are believed.

import { isIP } from "node:net";
import { bareHost } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { PolicyFailure } from "#policy/plans.ts";
import type { LimitSpec, PoolSpec } from "#snapshot/snapshot.ts";
import type { EgressClient } from "#upstream/egress.ts";
import type { PoolProxy } from "#upstream/member.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { Backend } from "./gateway-call.ts";
import { judgedAddresses } from "./judged-addresses.ts";
import { KeptPools } from "./kept-pools.ts";
import { policyPool } from "./pool-variants.ts";
import { proxyKey } from "./proxied-pools.ts";

type Known = Omit<Backend, "basePath"> & { readonly untilMs: number };

export class AddressPools {
  readonly #egress: EgressClient;
  readonly #ports: GatewayPorts;
  readonly #limits: LimitSpec;
  /** By origin, how far it is trusted, and proxy. */
  readonly #known = new KeptPools<Known>();

  constructor(egress: EgressClient, ports: GatewayPorts, limits: LimitSpec) {
    this.#egress = egress;
    this.#ports = ports;
    this.#limits = limits;
  }

  /**
   * @param proxy leads to it; a literal name is its to resolve
   * @throws PolicyFailure for what is no address, or one that may not be called
   */
  async find(text: string, isLiteral: boolean, proxy?: PoolProxy): Promise<Backend> {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "") {
      throw new PolicyFailure("BackendUrlNotValid", "The backend's address is not valid.", { status: 500 });
    }
    const key = `${isLiteral ? "literal" : "judged"} ${url.origin} ${proxyKey(proxy)}`;
    const known = this.#known.get(key);
    const { entry, authority } =
      known !== undefined && known.untilMs > this.#ports.now()
        ? known
        : await this.#make(key, url, isLiteral, proxy);
    return { entry, authority, basePath: url.pathname.replace(/\/+$/, "") };
  }

  async #make(key: string, url: URL, isLiteral: boolean, proxy: PoolProxy | undefined): Promise<Known> {
    const nowMs = this.#ports.now();
    const host = bareHost(url);
    const addresses =
      isLiteral && proxy !== undefined
        ? [host]
        : await judgedAddresses(this.#egress, this.#ports, { what: "an address", host, isLiteral });
    const spec = { ...addressPool(url, host, addresses), ...(proxy === undefined ? {} : { proxy }) };
    const entry = policyPool(spec, { limits: this.#limits, affinity: undefined }, this.#ports);
    const made = { entry, authority: url.host, untilMs: nowMs + defaultLimits.pool.maxResolveMs };
    this.#known.put(key, made);
    return made;
  }

  close(): void {
    this.#known.close();
  }
}

function addressPool(url: URL, host: string, addresses: readonly string[]): PoolSpec {
  const limits = defaultLimits.pool;
  const isTls = url.protocol === "https:";
  const port = portOf(url);
  const serverName = isIP(host) === 0 ? host : "";
  return {
    name: url.origin,
    balance: "round-robin",
    members: addresses.map((address) => ({ host: address, port, weight: 1, priority: 1, isTls })),
    isHttp2: false,
    maxIdle: limits.maxIdle,
    maxConnections: limits.maxConnections,
    connectTimeoutMs: limits.connectTimeoutMs,
    responseTimeoutMs: limits.responseTimeoutMs,
    bodyTimeoutMs: limits.bodyTimeoutMs,
    idleTimeoutMs: limits.idleTimeoutMs,
    drainTimeoutMs: limits.drainTimeoutMs,
    ejectAfterFailures: limits.ejectAfterFailures,
    ejectionMs: limits.ejectionMs,
    probe: undefined,
    breaker: undefined,
    retry: {
      attempts: limits.retry.attempts,
      methods: ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"],
      statuses: [],
      reasons: ["upstream-reset"],
      perTryTimeoutMs: 0,
      budget: { percentage: limits.retry.budgetPercentage, minimum: limits.retry.budgetMinimum },
    },
    hedgeAfterMs: 0,
    tls: isTls
      ? { ca: "", certificate: "", key: "", serverName, verify: true, minVersion: "TLSv1.2" }
      : undefined,
    names: { servers: [], minMs: limits.minResolveMs, maxMs: limits.maxResolveMs },
    sourceAddress: "",
    proxyProtocol: "none",
    affinity: undefined,
  };
}
