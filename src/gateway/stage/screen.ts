// Stage `screen`: bans and denied networks by the client's address, for behind a trusted hop it is known only
// now, and a connection that was let in may have been banned since. Then the edge rules of the site.

import { type Outcome, refuse } from "#http/exchange.ts";
import { noScreenLists, screenAddress } from "#network/address-screen.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

export function screen(x: GatewayExchange): Outcome | Promise<Outcome> {
  const { screens, trustedHops } = x.runtime;
  const lists = screens?.get(x.listener) ?? noScreenLists;
  const refusal = screenAddress(x.clientAddress, lists, x.pipeline.ports.lists, trustedHops);
  if (refusal === undefined) return x.askedRules?.ask(x);
  return refuse(refusal.kind === "ban" ? "ban" : "network-denied", refusal.detail);
}
