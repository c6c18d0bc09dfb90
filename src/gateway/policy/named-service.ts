// A backend of the configuration as policies call it on their own account, through the egress client.

import { originWithPort } from "#kernel/address.ts";
import { type NamedService, PolicyFailure } from "#policy/plans.ts";
import type { BackendSpec } from "#snapshot/policy-spec.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";

/**
 * Under the address of the first member: the pool chooses which is asked. Its certificate authority counts
 * for all of them.
 * @param hasTokens the node has a source of tokens
 * @throws PolicyFailure where the pool has no members
 */
export function namedService(
  { id, basePath, credentials }: BackendSpec,
  pool: PoolSpec,
  hasTokens: boolean,
): NamedService {
  const [member] = pool.members;
  if (member === undefined) {
    throw new PolicyFailure("BackendNotFound", `Backend ${id} has no address.`, { status: 500 });
  }
  const { headers, query, authorization } = credentials;
  const flat = (fields: typeof headers) =>
    fields.flatMap(({ name, values }) => values.map((value) => [name, value] as const));
  return {
    id,
    url: `${originWithPort(member)}${basePath.replace(/\/+$/, "")}`,
    headers: [
      ...flat(headers),
      ...(authorization === undefined ? [] : [["Authorization", authorization] as const]),
    ],
    query: flat(query),
    ca: pool.tls?.ca ?? "",
    hasTokens,
  };
}
