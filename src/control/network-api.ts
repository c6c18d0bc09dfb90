// `/api/v1/networks`: what the node's networks hold and how old it is; `/api/v1/networks/screen`: what the
// screen of the node allows and denies, bans and allowances with it, as one set each.

import type { IncomingMessage } from "node:http";
import { formatPrefix, parsePrefix } from "#kernel/address.ts";
import { runInTurns } from "#kernel/run-steps.ts";
import type { AddressListTable } from "#network/address-list.ts";
import { tableOfEntries } from "#network/ending-entries.ts";
import { unionOfLists } from "#network/union-of-lists.ts";
import type { GeoParts } from "#snapshot/geo-parts.ts";
import type { NodePlan } from "#snapshot/worker-link.ts";
import { type ApiAnswer, notAllowed, refusal } from "./api-answer.ts";
import type { KeptState } from "./kept-state.ts";
import type { NetworkState } from "./network-states.ts";

export type NetworkApiOptions = {
  readonly networks: () => readonly NetworkState[];
  /** Undefined before there is one. */
  readonly plan: () => NodePlan | undefined;
};

export const NETWORKS_PATH = "/api/v1/networks";
const SCREEN_PATH = `${NETWORKS_PATH}/screen`;

export async function answerNetworks(
  req: IncomingMessage,
  path: string,
  options: NetworkApiOptions & { readonly kept: Pick<KeptState, "entries"> },
): Promise<ApiAnswer> {
  const plan = options.plan();
  if (path !== NETWORKS_PATH && path !== SCREEN_PATH) return refusal(404, "There is nothing here.");
  if (req.method !== "GET") return notAllowed("GET");
  if (plan === undefined) return refusal(503, "The node is starting.");
  const networks = options.networks();
  if (path === SCREEN_PATH) return { status: 200, value: await screenOf(plan, networks, options.kept) };
  return { status: 200, value: { networks: networks.map(shownNetwork), geo: shownGeo(plan.geo) } };
}

const moment = (ms: number | undefined): string | null =>
  ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();

function shownNetwork({ name, entries, screen, feed }: NetworkState) {
  if (feed === undefined) return { name, entries, screen, feed: null };
  const { place, asOfMs, seenMs, isStale, failure } = feed;
  const told = { place, asOf: moment(asOfMs), seen: moment(seenMs), stale: isStale, failure };
  return { name, entries, screen, feed: told };
}

function shownGeo({ countries, asns }: GeoParts) {
  const shown = (source: GeoParts["countries"]) => {
    if (source === undefined) return null;
    const { asOfMs, ...facts } = source.facts;
    return { ...facts, ranges: source.table.size, asOf: moment(asOfMs) };
  };
  return { countries: shown(countries), asns: shown(asns) };
}

/** Those of single listeners are left out: an address alone does not say which of them is meant. */
async function screenOf(
  { snapshot }: NodePlan,
  networks: readonly NetworkState[],
  kept: Pick<KeptState, "entries">,
) {
  const tablesOf = (ids: readonly number[]) => ids.flatMap((id) => networks[id]?.table ?? []);
  const { allow, deny } = snapshot.screen;
  return {
    ports: [...new Set(snapshot.listeners.map(({ port }) => port))],
    hops: await prefixesIn([{ prefixes: snapshot.trustedHops, ends: undefined }]),
    allow: await prefixesIn([keptTable(kept, "allowed"), ...tablesOf(allow)]),
    deny: await prefixesIn([keptTable(kept, "bans"), ...tablesOf(deny)]),
  };
}

function keptTable(kept: Pick<KeptState, "entries">, list: "allowed" | "bans"): AddressListTable {
  const entries = kept.entries(list).flatMap(({ subject, kind, untilMs = Number.POSITIVE_INFINITY }) => {
    const prefix = kind === "prefix" ? parsePrefix(subject) : { error: "" };
    return "error" in prefix ? [] : [{ prefix, untilMs }];
  });
  return tableOfEntries(entries);
}

type ListedPrefix = { readonly prefix: string; readonly until: string | null };

const prefixesIn = (tables: readonly AddressListTable[]): Promise<ListedPrefix[]> =>
  runInTurns(listed(tables));

function* listed(tables: readonly AddressListTable[]): Generator<undefined, ListedPrefix[]> {
  const found: ListedPrefix[] = [];
  for (const entry of unionOfLists(tables, Date.now())) {
    if (entry !== undefined) found.push({ prefix: formatPrefix(entry.prefix), until: moment(entry.untilMs) });
    yield;
  }
  return found;
}
