// How providers are asked, and how their answers are read: over the client that calls out, with TLS that is
// verified, within bounds of time and size, and without following a redirect.

import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { EgressClient } from "#upstream/egress.ts";
import type { EgressProxy } from "#upstream/proxy-tunnel.ts";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2 ** 20;

export type ProviderCall = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For the origin of `url` alone. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  /** For places that are not internal. */
  readonly proxy: EgressProxy | undefined;
};

export type AskProvider = (
  call: ProviderCall,
) => Promise<{ readonly status: number; readonly body: Uint8Array }>;

/** Rejects with an EgressError; any status is an answer. */
export const askOverNetwork: AskProvider = ({ ca, proxy, ...call }) =>
  new EgressClient({ allow: { hosts: [], prefixes: buildPrefixTable([]) }, proxy }).request({
    ...call,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    isNamed: true,
    tls: { ca, certificate: "", key: "" },
  });

/** Its message is for the operator, and names no value. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Throws a ProviderError that shows nothing of the text. */
export function jsonOf(body: Uint8Array): Json {
  try {
    // What JSON.parse gives is of this type.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Json;
  } catch {
    throw new ProviderError("its answer is no JSON");
  }
}

/** Null where there is no such key. */
export function pick(value: Json, key: string): Json {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap ? (Object.entries(value).find(([name]) => name === key)?.[1] ?? null) : null;
}

export function textIn(value: Json, key: string): string | undefined {
  const found = pick(value, key);
  return typeof found === "string" ? found : undefined;
}
