// What runs policies for a route: opens a call for each exchange, with the plan and the facts that are right
// for it.

import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayCall } from "./gateway-call.ts";

export interface RoutePolicy {
  /** Undefined where no API takes the request: what the route leads to answers it. */
  open(x: GatewayExchange): GatewayCall | undefined;
  /** The API that the request is for, by its path alone; undefined where no API takes it. */
  apiOf(x: GatewayExchange): string | undefined;
}
