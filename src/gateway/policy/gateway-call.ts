// A call of a plan that is an exchange of the gateway.

import {
  type CallFacts,
  type Plan,
  PolicyCall,
  type PolicyFailure,
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
  readonly credentials?: BackendCredentials | undefined;
};

type OwnKey = { readonly header: string; readonly query: string; readonly value: string };

export class GatewayCall extends PolicyCall {
  readonly x: GatewayExchange;
  /** Undefined where neither API nor route leads to one. */
  readonly target: Backend | undefined;

  /** What ends the call before its first policy; on-error runs for it. */
  refusal: PolicyFailure | undefined;
  /** A browser's question (CORS): the policies that answer it run, and no others. */
  isPreflight = false;
  /** The subscription key that the request showed: it was for us, and goes to no backend. */
  ownKey: OwnKey | undefined;

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
