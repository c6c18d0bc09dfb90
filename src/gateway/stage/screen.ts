// Stage `screen`: bans, then the edge rules of the site, before any engine. No ban holds a client on the
// allow list, nor a trusted hop, whose address stands for everybody behind it: a ban of one of them would be
// a ban of all.

import { type Outcome, refuse } from "#http/exchange.ts";
import { isTrustedHop } from "#network/client-address.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

export function screen(x: GatewayExchange): Outcome | Promise<Outcome> {
  const decision = x.pipeline.ports.lists.decide(x.clientAddress);
  if (decision.kind === "ban" && !isTrustedHop(x.clientAddress, x.runtime.trustedHops)) {
    return refuse("ban", `ban ${decision.id}`);
  }
  return x.askedRules?.ask(x);
}
