// Pools whose members are reached through another way than their own: the HTTP proxy that `proxy` chose for
// a call. Where a document names it, it may be inside; one that an expression makes is judged as every call
// out is.

import { createHash } from "node:crypto";
import { bareHost } from "#kernel/address.ts";
import { portOf } from "#kernel/default-port.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { type BackendProxy, PolicyFailure } from "#policy/plans.ts";
import type { EgressClient } from "#upstream/egress.ts";
import type { PoolProxy } from "#upstream/member.ts";
import type { EgressProxy } from "#upstream/proxy-tunnel.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import type { Backend } from "./gateway-call.ts";
import { judgedAddresses } from "./judged-addresses.ts";
import { PoolVariants } from "./pool-variants.ts";

type Judged = { readonly addresses: readonly string[]; readonly untilMs: number };

export class ProxiedPools {
  readonly #egress: EgressClient;
  readonly #ports: GatewayPorts;
  readonly #variants: PoolVariants;
  /** Of proxies, by host and how far it is trusted. */
  readonly #judged = new Map<string, Judged>();

  constructor(egress: EgressClient, ports: GatewayPorts) {
    this.#egress = egress;
    this.#ports = ports;
    this.#variants = new PoolVariants(ports);
  }

  /** @throws PolicyFailure for what is no address of a proxy, or one that may not be called */
  async proxyOf(chosen: BackendProxy): Promise<PoolProxy> {
    const { host, port, authorization } = placeOfProxy(chosen);
    return { addresses: await this.#addressesOf(host, chosen.isLiteral), port, authorization };
  }

  async #addressesOf(host: string, isLiteral: boolean): Promise<readonly string[]> {
    const key = `${isLiteral ? "literal" : "judged"} ${host}`;
    const known = this.#judged.get(key);
    const nowMs = this.#ports.now();
    if (known !== undefined && known.untilMs > nowMs) return known.addresses;
    // In one order, so that pools live on where a name server turns its answers.
    const addresses = [
      ...(await judgedAddresses(this.#egress, this.#ports, { what: "a proxy", host, isLiteral })),
    ].sort();
    if (this.#judged.size >= defaultLimits.policy.maxAddresses) this.#judged.clear();
    this.#judged.set(key, { addresses, untilMs: nowMs + defaultLimits.pool.maxResolveMs });
    return addresses;
  }

  /** The backend through that proxy. */
  find(backend: Backend, proxy: PoolProxy): Backend {
    if (backend.entry.spec.proxy !== undefined) return backend;
    return this.#variants.find(backend, proxyKey(proxy), (spec) => ({ ...spec, proxy }));
  }

  close(): void {
    this.#variants.close();
  }
}

/** @throws PolicyFailure for what is no address of a proxy */
export function placeOfProxy({ url: text, authorization }: BackendProxy): EgressProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" || url.href !== `${url.origin}/`) {
    throw new PolicyFailure("ProxyUrlNotValid", "The proxy's address is not valid.", { status: 500 });
  }
  return { host: bareHost(url), port: portOf(url), authorization };
}

/** Tells proxies apart, and the users of one; empty for none. */
export function proxyKey(proxy: PoolProxy | undefined): string {
  return proxy === undefined ? "" : createHash("sha256").update(JSON.stringify(proxy)).digest("hex");
}
