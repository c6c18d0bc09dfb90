// How requests of policies' own reach a backend of the configuration: one member of its pool that is in
// service, through the egress client. They are not balanced as forwarded calls are beyond that, not retried,
// and teach the pool nothing about its members.

import { type BackendAccess, QueryList } from "#policy/plans.ts";
import type { BackendCredentials, BackendSpec } from "#snapshot/policy-spec.ts";
import type { PoolEntry } from "../pool-table.ts";

/**
 * @param hasIdentity the node has a source of tokens
 * @returns undefined where the pool has no member
 */
export function backendAccess(
  { basePath, credentials }: BackendSpec,
  { pool, spec }: PoolEntry,
  hasIdentity: boolean,
): BackendAccess | undefined {
  const picked = pool.pick([], "");
  const member = spec.members[picked === undefined ? 0 : pool.members.indexOf(picked)];
  if (member === undefined) return undefined;
  const { host, port, isTls } = member;
  const origin = `${isTls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const headers = headersOf(credentials);
  return {
    url: `${origin}${basePath || "/"}${queryOf(credentials)}`,
    headers,
    shows: headers.length > 0 ? "backend" : hasIdentity ? "node" : "nothing",
    tls: isTls ? spec.tls : undefined,
  };
}

function headersOf({ headers, authorization }: BackendCredentials): BackendAccess["headers"] {
  const own = headers.flatMap(({ name, values }) => values.map((value) => [name, value] as const));
  return authorization === undefined ? own : [...own, ["Authorization", authorization]];
}

function queryOf({ query }: BackendCredentials): string {
  const list = new QueryList("");
  for (const { name, values } of query) list.set(name, values);
  return list.text;
}
