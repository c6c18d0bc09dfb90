// The one client by which the gateway calls out on its own account, to where configurations and what they
// load lead it: at no hop to an internal address that is not listed, and with credentials for one origin.

import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { becomesGet, isRedirect } from "#http/redirect-rules.ts";
import { bareHost } from "#kernel/address.ts";
import { EgressError } from "./egress-error.ts";
import { type EgressAnswer, type EgressTls, type EgressWay, exchange } from "./egress-exchange.ts";
import { type EgressAllow, EgressGuard } from "./egress-guard.ts";
import type { EgressProxy } from "./proxy-tunnel.ts";

export type EgressSettings = {
  readonly allow: EgressAllow;
  /** For everything but internal places that are allowed: those are reached directly. */
  readonly proxy: EgressProxy | undefined;
};

export type EgressRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Header fields for the origin of `url` alone: a redirect to another does not take them along. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For everything: names, connections, redirects, the last byte. */
  readonly timeoutMs: number;
  /** Of the answer's body. */
  readonly maxBytes: number;
  readonly maxRedirects?: number;
  /** The host of `url` stands in the configuration: it may be inside. What it redirects to may not. */
  readonly isNamed?: boolean;
  readonly tls?: EgressTls;
  /**
   * Leads to every hop by a tunnel, instead of the settings' own proxy. Where `isNamed` it stands in the
   * configuration and may be inside; else it is judged as every place is.
   */
  readonly proxy?: EgressProxy & { readonly isNamed: boolean };
  readonly signal?: AbortSignal;
};

export type EgressResponse = EgressAnswer & {
  /** Where the answer came from, after redirects. */
  readonly url: string;
};

/** Resolves a name to its addresses; rejects where it has none. */
export type EgressLookup = (host: string) => Promise<readonly string[]>;

const noTls: EgressTls = { ca: "", certificate: "", key: "" };

type Hop = {
  readonly url: URL;
  readonly method: string;
  readonly body: Buffer | undefined;
  readonly isNamed: boolean;
  readonly isFirstOrigin: boolean;
};

export class EgressClient {
  readonly #guard: EgressGuard;
  readonly #proxy: EgressProxy | undefined;
  readonly #lookup: EgressLookup;

  constructor({ allow, proxy }: EgressSettings, lookupName: EgressLookup = lookupBySystem) {
    this.#guard = new EgressGuard(allow);
    this.#proxy = proxy;
    this.#lookup = lookupName;
  }

  /** Rejects with an `EgressError`; any status is an answer. */
  async request(request: EgressRequest): Promise<EgressResponse> {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    try {
      return await this.#follow(request, signal);
    } catch (error) {
      if (error instanceof EgressError) throw error;
      if (timeout.aborted) throw new EgressError("timeout", `no answer within ${request.timeoutMs} ms`);
      const message = error instanceof Error ? error.message : String(error);
      throw new EgressError("failed", message, { cause: error });
    }
  }

  /**
   * The addresses of a host that may be connected to, judged; for whoever connects without this client.
   * @throws EgressError
   */
  async addressesOf(host: string, isNamed: boolean): Promise<readonly string[]> {
    const { addresses } = await this.#resolve(host, isNamed);
    if (addresses.length === 0) throw new EgressError("unresolved", `${host} has no address`);
    return addresses;
  }

  async #follow(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    let hop: Hop = {
      url: placeFrom(request.url),
      method: request.method,
      body: request.body === undefined ? undefined : Buffer.from(request.body),
      isNamed: request.isNamed === true,
      isFirstOrigin: true,
    };
    for (let left = request.maxRedirects ?? 0; ; left--) {
      const answer = await this.#ask(hop, request, signal);
      const { location } = answer.headers;
      if (!isRedirect(answer.status) || location === undefined || request.maxRedirects === undefined)
        return { ...answer, url: hop.url.href };
      if (left <= 0)
        throw new EgressError("too-many-redirects", `more than ${request.maxRedirects} redirects`);
      hop = redirected(hop, location, answer.status);
    }
  }

  async #ask(hop: Hop, request: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
    const { url, method, body } = hop;
    const way = await this.#find(bareHost(url), hop.isNamed, request.proxy);
    signal.throwIfAborted();
    const headers = { ...request.headers, ...(hop.isFirstOrigin ? request.credentials : {}) };
    const { tls = noTls, maxBytes } = request;
    return exchange({ method, url, headers, body, way, tls, maxBytes, signal });
  }

  async #find(host: string, isNamed: boolean, through: EgressRequest["proxy"]): Promise<EgressWay> {
    if (through !== undefined) return this.#findThrough(host, isNamed, through);
    const { addresses, isInternal } = await this.#resolve(host, isNamed);
    return isInternal || this.#proxy === undefined
      ? { kind: "straight", addresses }
      : { kind: "proxy", proxy: this.#proxy };
  }

  /** A host that is named is the proxy's to resolve; of another it is asked for what was judged. */
  async #findThrough(
    host: string,
    isNamed: boolean,
    through: EgressProxy & { readonly isNamed: boolean },
  ): Promise<EgressWay> {
    const addresses = await this.addressesOf(through.host, through.isNamed);
    const hosts = isNamed ? [host] : await this.addressesOf(host, false);
    const { port, authorization } = through;
    return { kind: "tunnel", proxies: addresses.map((one) => ({ host: one, port, authorization })), hosts };
  }

  async #resolve(
    host: string,
    isNamed: boolean,
  ): Promise<{ addresses: readonly string[]; isInternal: boolean }> {
    const addresses = isIP(host) !== 0 ? [host] : await this.#lookup(host).catch(() => []);
    if (addresses.length === 0 && this.#proxy === undefined)
      throw new EgressError("unresolved", `${host} has no address`);
    const judged = this.#guard.judge(host.toLowerCase(), addresses, isNamed);
    if (judged.verdict === "denied") {
      const which = judged.address === host ? host : `${host} leads to ${judged.address}, which`;
      throw new EgressError("denied", `${which} is an internal address that \`egress.allow\` does not list`);
    }
    return { addresses, isInternal: judged.isInternal };
  }
}

async function lookupBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);
}

function placeFrom(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new EgressError("denied", "only http:// and https:// URLs are called");
  if (url.username !== "" || url.password !== "")
    throw new EgressError("denied", "credentials do not belong into a URL");
  return url;
}

function redirected(hop: Hop, location: string, status: number): Hop {
  const url = placeFrom(location, hop.url);
  if (hop.url.protocol === "https:" && url.protocol === "http:")
    throw new EgressError("denied", "a redirect from https:// to http:// is not followed");
  const asksAnew = becomesGet(status, hop.method);
  const isSameOrigin = url.origin === hop.url.origin;
  if (!isSameOrigin && !asksAnew && hop.body !== undefined)
    throw new EgressError("denied", "a redirect that would take the body to another origin is not followed");
  return {
    url,
    method: asksAnew ? "GET" : hop.method,
    body: asksAnew ? undefined : hop.body,
    isNamed: hop.isNamed && isSameOrigin,
    isFirstOrigin: hop.isFirstOrigin && isSameOrigin,
  };
}
