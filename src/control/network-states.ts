// What a node's networks hold now, and how old that is: for metrics, the admin API and the export.

import type { AddressListTable } from "#network/address-list.ts";
import type { NodePlan } from "#snapshot/worker-link.ts";
import type { FeedState } from "./feed-keeper.ts";

export type NetworkState = {
  readonly name: string;
  /** Prefixes; of countries and autonomous systems, ranges. */
  readonly entries: number;
  /** What the screens of the node and of listeners do with it. */
  readonly screen: "allow" | "deny" | "both" | "none";
  readonly table: AddressListTable;
  /** Undefined where the configuration itself holds it. */
  readonly feed: FeedState | undefined;
};

export function networkStates(plan: NodePlan | undefined, feeds: readonly FeedState[]): NetworkState[] {
  if (plan === undefined) return [];
  const { snapshot } = plan;
  const screens = [snapshot.screen, ...snapshot.listeners.map(({ screen }) => screen)];
  return snapshot.networks.map(({ name, table, isFeed }, i) => {
    const isAllowed = screens.some(({ allow }) => allow.includes(i));
    const isDenied = screens.some(({ deny }) => deny.includes(i));
    const screen = isAllowed ? (isDenied ? "both" : "allow") : isDenied ? "deny" : "none";
    const feed = isFeed ? feeds.find(({ network }) => network === name) : undefined;
    const held = feed?.table ?? table;
    return { name, entries: held.prefixes.size, screen, table: held, feed };
  });
}
