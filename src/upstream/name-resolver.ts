// Names to addresses, as a port and its two ways: as the system does it, or by asking the name servers that a
// pool names. Both without blocking the thread.

import { lookup, Resolver } from "node:dns/promises";

export type Resolved = {
  /** At least one, in the order in which to try them. */
  readonly addresses: readonly string[];
  /** How long they hold; undefined where nobody says. A promise where it is asked for on the side. */
  readonly ttlMs: number | undefined | Promise<number | undefined>;
};

export interface NameResolver {
  /** Rejects where the name has no address. */
  resolve(host: string): Promise<Resolved>;
  /** Gives up what is under way. */
  close(): void;
}

type Answer = { readonly address: string; readonly ttl: number };

const TIMEOUT_MS = 2000;
const TRIES = 2;

/** @param servers `address` or `address:port`; none: as the system resolves names */
export function createNameResolver(servers: readonly string[]): NameResolver {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    resolve: (host) =>
      servers.length > 0 ? resolveByServers(resolver, host) : resolveBySystem(resolver, host),
    close: () => resolver.cancel(),
  };
}

async function resolveByServers(resolver: Resolver, host: string): Promise<Resolved> {
  const answers = await ask(resolver, host);
  return { addresses: answers.map(({ address }) => address), ttlMs: shortest(answers) };
}

/**
 * `getaddrinfo` knows the hosts file and the search list, but tells no TTL. The name servers are asked for
 * that on the side, and believed where they know one of the addresses.
 */
async function resolveBySystem(resolver: Resolver, host: string): Promise<Resolved> {
  const found = await lookup(host, { all: true, order: "verbatim" });
  const addresses = [...new Set(found.map(({ address }) => address))];
  const ttlMs = ask(resolver, host).then(
    (answers) => shortest(answers.filter(({ address }) => addresses.includes(address))),
    () => undefined,
  );
  return { addresses, ttlMs };
}

/** IPv4 first. One family without an answer is no failure where the other has one. */
async function ask(resolver: Resolver, host: string): Promise<Answer[]> {
  const [four, six] = await Promise.allSettled([
    resolver.resolve4(host, { ttl: true }),
    resolver.resolve6(host, { ttl: true }),
  ]);
  const answers = [
    ...(four.status === "fulfilled" ? four.value : []),
    ...(six.status === "fulfilled" ? six.value : []),
  ];
  if (answers.length > 0) return answers;
  throw four.status === "rejected" ? four.reason : new Error(`${host} has no address`);
}

function shortest(answers: readonly Answer[]): number | undefined {
  return answers.length === 0 ? undefined : Math.min(...answers.map(({ ttl }) => ttl)) * 1000;
}
