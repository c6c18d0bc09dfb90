// What runs policies for a route: opens a call for each exchange, with the plan and the facts that are right
// for it.

import type { Ending } from "#http/exchange.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayCall } from "./gateway-call.ts";

export interface RoutePolicy {
  /** An ending where nothing that is served matches. */
  open(x: GatewayExchange): GatewayCall | Ending;
}
