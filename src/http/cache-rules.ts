// Which requests and responses a cache of responses may have to do with (RFC 9111), and under which key. What
// is for one user is for nobody else, unless the policy says otherwise: Authorization, Cookie, Set-Cookie.

import { type Field, listMembers } from "./field.ts";

export type CacheRequest = {
  readonly method: string;
  readonly fields: readonly Field[];
};

export type CacheScope = {
  /** Requests with Authorization or Cookie, too. */
  readonly allowsPrivate: boolean;
  /** Lower-case names of the request fields that are part of the key. */
  readonly varyNames: ReadonlySet<string>;
};

/** Fields that make another request of a GET: with one of them, it is not the GET that the key tells of. */
const METHOD_OVERRIDES: ReadonlySet<string> = new Set([
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
]);

/** Parts of a response, and answers to conditions: true for the request that asked, for no other. */
const PARTIAL_STATUSES: ReadonlySet<number> = new Set([206, 304]);

export function mayLookUp(
  { method, fields }: CacheRequest,
  { allowsPrivate, varyNames }: CacheScope,
): boolean {
  if (method !== "GET") return false;
  for (const { key, value } of fields) {
    if (METHOD_OVERRIDES.has(key)) return false;
    if (key === "authorization" && !allowsPrivate) return false;
    if (key === "cookie" && !allowsPrivate && !varyNames.has(key)) return false;
    if (key === "cache-control" && directives(value).has("no-store")) return false;
  }
  return true;
}

/** @param anyStatus the policy keeps responses whatever their status; else only those of 200 */
export function mayKeep(
  status: number,
  fields: readonly Field[],
  scope: CacheScope,
  anyStatus: boolean,
): boolean {
  if (PARTIAL_STATUSES.has(status) || status < 200) return false;
  if (status !== 200 && !anyStatus) return false;
  for (const { key, value } of fields) {
    if (key === "set-cookie") return false;
    if (key === "cache-control" && forbidsSharing(directives(value))) return false;
    // What makes the response another one must be in the key; `*` never is (RFC 9111 §4.1).
    if (key === "vary" && !listMembers(value).every((name) => scope.varyNames.has(name))) return false;
  }
  return true;
}

/** `no-cache` asks for a question to the backend before each use, which is not done here. */
const forbidsSharing = (said: ReadonlySet<string>): boolean =>
  said.has("no-store") || said.has("private") || said.has("no-cache");

/** The names of directives, lower case, without arguments. */
function directives(value: string): ReadonlySet<string> {
  return new Set(listMembers(value).map((member) => member.split("=", 1)[0]?.trim() ?? ""));
}

/** Parts may hold anything: each goes with its length, so that no two lists make the same key. */
export function cacheKey(parts: readonly string[]): string {
  let key = "";
  for (const part of parts) key += `${part.length}:${part}`;
  return key;
}

export type DownstreamCaching = "none" | "private" | "public";

/** The value of `Cache-Control` that tells caches behind us what they may do. */
export function downstreamControl(
  caching: DownstreamCaching,
  mustRevalidate: boolean,
  leftMs: number,
): string {
  if (caching === "none") return "no-store";
  const revalidate = mustRevalidate ? ", must-revalidate" : "";
  return `${caching}, max-age=${Math.max(0, Math.floor(leftMs / 1000))}${revalidate}`;
}
