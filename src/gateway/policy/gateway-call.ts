// A call of a plan that is an exchange of the gateway.

import {
  type CallFacts,
  type Plan,
  PolicyCall,
  type PolicyPorts,
  type PolicyRequest,
} from "#policy/plans.ts";
import type { BackendCredentials } from "#snapshot/policy-spec.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { PoolEntry } from "../pool-table.ts";

/** Where calls go unless policies lead them elsewhere. */
export type Backend = {
  readonly entry: PoolEntry;
  /** Before the path of each call; empty, or from a slash on without one at its end. */
  readonly basePath: string;
  /** What Host names; undefined for what the client asked for. */
  readonly authority: string | undefined;
  /** What requests get beside their own. */
  readonly credentials?: BackendCredentials;
};

export class GatewayCall extends PolicyCall {
  readonly x: GatewayExchange;
  /** Undefined where neither API nor route leads to one. */
  readonly target: Backend | undefined;

  constructor(
    x: GatewayExchange,
    plan: Plan,
    ports: PolicyPorts,
    facts: CallFacts,
    request: PolicyRequest,
    target: Backend | undefined,
  ) {
    super(plan, ports, facts, request);
    this.x = x;
    this.target = target;
  }
}
