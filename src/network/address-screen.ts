// Decides about an address: what lets it in always, what bans it, what denies it. Asked when a connection
// comes, before TLS, and again for every request, for then the client behind a hop is known. A trusted hop is
// never named: it stands for everybody behind it.

import type { ClientLists } from "#fleet/client-lists.ts";
import type { PrefixSet } from "#kernel/prefix-set.ts";
import type { AddressList } from "./address-list.ts";
import { isTrustedHop } from "./client-address.ts";

/** Why an address is refused: `detail` names the ban by its id, or the list. */
export type ScreenRefusal = { readonly kind: "ban" | "deny"; readonly detail: string };

export type ScreenLists = {
  /** Win over every ban and every list of the others. */
  readonly allow: readonly AddressList[];
  readonly deny: readonly AddressList[];
};

export const noScreenLists: ScreenLists = { allow: [], deny: [] };

/** Undefined where the address may come in. Takes no memory for one that may. */
export function screenAddress(
  address: string,
  lists: ScreenLists,
  clients: ClientLists,
  trustedHops: PrefixSet,
): ScreenRefusal | undefined {
  const { kind, id } = clients.decide(address);
  if (kind === "allow") return undefined;
  const denying = holderOf(lists.deny, address);
  if (kind === "none" && denying === undefined) return undefined;
  if (isTrustedHop(address, trustedHops) || isAllowed(address, lists)) return undefined;
  if (kind === "ban") return { kind, detail: `ban ${id}` };
  return { kind: "deny", detail: `network ${denying?.name ?? ""}` };
}

const isAllowed = (address: string, { allow }: ScreenLists): boolean =>
  holderOf(allow, address) !== undefined;

/** Whom no flood of its own keeps out: a list lets it in always, or it is a hop, which stands for many. */
export function isLetIn(
  address: string,
  lists: ScreenLists,
  clients: ClientLists,
  trustedHops: PrefixSet,
): boolean {
  if (clients.decide(address).kind === "allow" || isAllowed(address, lists)) return true;
  return isTrustedHop(address, trustedHops);
}

function holderOf(lists: readonly AddressList[], address: string): AddressList | undefined {
  for (const list of lists) if (list.holds(address)) return list;
  return undefined;
}
