// Stage `screen`: bans and denied networks by the client's address, for behind a trusted hop it is known only
// now, and a connection that was let in may have been banned since. Then floods, then the edge rules of the
// site.

import type { FloodRefusal } from "#flood/flood-gate.ts";
import { type Ending, type Outcome, refuse } from "#http/exchange.ts";
import { noScreenLists, screenAddress } from "#network/address-screen.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

export function screen(x: GatewayExchange): Outcome | Promise<Outcome> {
  const { screens, trustedHops } = x.runtime;
  const { lists, flood } = x.pipeline.ports;
  const refusal = screenAddress(
    x.clientAddress,
    screens?.get(x.listener) ?? noScreenLists,
    lists,
    trustedHops,
  );
  if (refusal !== undefined) {
    return refuse(refusal.kind === "ban" ? "ban" : "network-denied", refusal.detail);
  }
  const asked = x.matched?.target.kind === "pool" ? "request" : "own-answer";
  const flooded = flood.ask(x.clientAddress, asked, 1, x);
  if (flooded === "newcomer") x.responder.endConnection();
  else if (flooded !== undefined) return refuseFlood(x, flooded);
  return x.askedRules?.ask(x);
}

const codes = {
  penalized: "flood-penalized",
  crowded: "flood-crowded",
  overloaded: "overloaded",
} as const;

/**
 * A client is told once in a while; if it goes on all the same, its connection is cut, which costs less than
 * an answer. A hop's connection has the requests of others on it.
 */
function refuseFlood(x: GatewayExchange, { kind, retryAfterS, count }: FloodRefusal): Ending {
  const code = codes[kind];
  if (count === 0 && !x.isPeerTrusted) return { kind: "drop", reason: code };
  const detail = count > 1 ? `${count} refusals of this client since the last line` : "";
  return { kind: "refuse", code, detail, retryAfterS };
}
