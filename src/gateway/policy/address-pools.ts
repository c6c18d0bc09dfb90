// Pools for addresses that policies name. Literal ones stand in a document and are the operator's own word;
// those that an expression makes are judged as every call out is: none leads inside unless `egress.allow`
// says so. A pool connects to the very addresses that were judged, for as long as they are believed.

import { isIP } from "node:net";
import { defaultLimits } from "#kernel/limits.ts";
import { PolicyFailure } from "#policy/plans.ts";
import { clientLimits } from "#snapshot/pool-limits.ts";
import type { LimitSpec, PoolSpec } from "#snapshot/snapshot.ts";
import type { EgressClient } from "#upstream/egress.ts";
import { EgressError } from "#upstream/egress-error.ts";
import type { PoolProxy } from "#upstream/member.ts";
import { Pool } from "#upstream/pool.ts";
import { noObserver } from "#upstream/pool-observer.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { Backend } from "./gateway-call.ts";
import { KeptPools } from "./kept-pools.ts";
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
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = isLiteral && proxy !== undefined ? [host] : await this.#judged(host, isLiteral);
    const spec = { ...addressPool(url, host, addresses), ...(proxy === undefined ? {} : { proxy }) };
    const limits = clientLimits(spec, this.#limits);
    const { deadlines, now } = this.#ports;
    const pool = new Pool({ ...spec, limits }, { deadlines, now, observer: noObserver });
    const entry = { pool, spec, limits: this.#limits, affinity: undefined };
    const made = { entry, authority: url.host, untilMs: nowMs + defaultLimits.pool.maxResolveMs };
    this.#known.put(key, made);
    return made;
  }

  async #judged(host: string, isLiteral: boolean): Promise<readonly string[]> {
    try {
      return await this.#egress.addressesOf(host, isLiteral);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      this.#ports.warn("a policy chose an address that is not called", { host, reason: error.message });
      throw new PolicyFailure("BackendConnectionFailure", "The service cannot be reached.", { status: 502 });
    }
  }

  close(): void {
    this.#known.close();
  }
}

function addressPool(url: URL, host: string, addresses: readonly string[]): PoolSpec {
  const limits = defaultLimits.pool;
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
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
