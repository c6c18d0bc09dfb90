// Pools whose members are reached through another way than their own: the HTTP proxy that `proxy` chose for
// a call. Where a document names it, it may be inside; one that an expression makes is judged as every call
// out is.

import { createHash } from "node:crypto";
import { defaultLimits } from "#kernel/limits.ts";
import { type BackendProxy, PolicyFailure } from "#policy/plans.ts";
import { clientLimits } from "#snapshot/pool-limits.ts";
import type { EgressClient } from "#upstream/egress.ts";
import { EgressError } from "#upstream/egress-error.ts";
import type { PoolProxy } from "#upstream/member.ts";
import { Pool } from "#upstream/pool.ts";
import { noObserver } from "#upstream/pool-observer.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { PoolEntry } from "../pool-table.ts";
import type { Backend } from "./gateway-call.ts";
import { KeptPools } from "./kept-pools.ts";

type Known = { readonly of: PoolEntry; readonly entry: PoolEntry };
type Judged = { readonly addresses: readonly string[]; readonly untilMs: number };

export class ProxiedPools {
  readonly #egress: EgressClient;
  readonly #ports: GatewayPorts;
  /** By pool and proxy. */
  readonly #known = new KeptPools<Known>();
  /** Of proxies, by host and how far it is trusted. */
  readonly #judged = new Map<string, Judged>();

  constructor(egress: EgressClient, ports: GatewayPorts) {
    this.#egress = egress;
    this.#ports = ports;
  }

  /** @throws PolicyFailure for what is no address of a proxy, or one that may not be called */
  async proxyOf({ url: text, isLiteral, authorization }: BackendProxy): Promise<PoolProxy> {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== "http:" || url.href !== `${url.origin}/`) {
      throw new PolicyFailure("ProxyUrlNotValid", "The proxy's address is not valid.", { status: 500 });
    }
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = await this.#addressesOf(host, isLiteral);
    return { addresses, port: url.port === "" ? 80 : Number(url.port), authorization };
  }

  async #addressesOf(host: string, isLiteral: boolean): Promise<readonly string[]> {
    const key = `${isLiteral ? "literal" : "judged"} ${host}`;
    const known = this.#judged.get(key);
    const nowMs = this.#ports.now();
    if (known !== undefined && known.untilMs > nowMs) return known.addresses;
    // In one order, so that pools live on where a name server turns its answers.
    const addresses = [...(await this.#judge(host, isLiteral))].sort();
    if (this.#judged.size >= defaultLimits.policy.maxAddresses) this.#judged.clear();
    this.#judged.set(key, { addresses, untilMs: nowMs + defaultLimits.pool.maxResolveMs });
    return addresses;
  }

  async #judge(host: string, isLiteral: boolean): Promise<readonly string[]> {
    try {
      return await this.#egress.addressesOf(host, isLiteral);
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      this.#ports.warn("a policy chose a proxy that is not called", { host, reason: error.message });
      throw new PolicyFailure("BackendConnectionFailure", "The service cannot be reached.", { status: 502 });
    }
  }

  /** The backend through that proxy. */
  find(backend: Backend, proxy: PoolProxy): Backend {
    const { entry } = backend;
    if (entry.spec.proxy !== undefined) return backend;
    const key = `${entry.spec.name}\n${proxyKey(proxy)}`;
    const known = this.#known.get(key);
    if (known?.of === entry) return { ...backend, entry: known.entry };
    const fresh = { of: entry, entry: this.#make(entry, proxy) };
    this.#known.put(key, fresh);
    return { ...backend, entry: fresh.entry };
  }

  #make({ spec, limits, affinity }: PoolEntry, proxy: PoolProxy): PoolEntry {
    const { deadlines, now } = this.#ports;
    const proxied = { ...spec, proxy };
    const settings = { ...proxied, limits: clientLimits(proxied, limits) };
    const pool = new Pool(settings, { deadlines, now, observer: noObserver });
    return { pool, spec: proxied, limits, affinity };
  }

  close(): void {
    this.#known.close();
  }
}

/** Tells proxies apart, and the users of one; empty for none. */
export function proxyKey(proxy: PoolProxy | undefined): string {
  return proxy === undefined ? "" : createHash("sha256").update(JSON.stringify(proxy)).digest("hex");
}
