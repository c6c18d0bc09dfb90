// An exchange with what only the gateway knows of it: the runtime it started with, its route, the way back to
// the client, and how to call off what is under way.

import type { Exemptions } from "#flood/flood-gate.ts";
import type { RequestBody } from "#http/body.ts";
import { Exchange, type Outcome } from "#http/exchange.ts";
import type { ForwardEdits } from "#http/forward-wire.ts";
import type { RequestHead } from "#http/request-head.ts";
import type { GoneReason, Responder, ResponderWatcher } from "#http/responder.ts";
import { isLetIn, noScreenLists } from "#network/address-screen.ts";
import { botRequestOf } from "./bot-request.ts";
import type { DebugTrace } from "./debug-trace.ts";
import type { EdgeRules } from "./edge/edge-rules.ts";
import type { ErrorPages } from "./error-pages.ts";
import type { GatewayPorts, RouteMeter } from "./gateway-port.ts";
import type { GatewayCall } from "./policy/gateway-call.ts";
import type { Rewriting } from "./rewrite/run-rewrites.ts";
import type { Route } from "./route.ts";
import { type LoadLimit, NO_LOADS } from "./route-limits.ts";
import type { Runtime } from "./runtime.ts";
import type { Shaping } from "./shape/shaping.ts";
import type { WafInspection } from "./waf/waf-inspection.ts";
import type { WafPolicy } from "./waf/waf-policy.ts";

/** What can be called off when the client is gone: a call to a backend, a wait in an engine. */
export interface Cancelable {
  cancel(): void;
}

/** What an exchange, and a stage that waits, asks of the pipeline that runs it. */
export interface ExchangeRunner {
  readonly ports: GatewayPorts;
  /** Counts requests that reached no route: malformed ones, and those for unknown hosts. */
  readonly unrouted: RouteMeter;
  /** A stage that waited hands the exchange back, with how it went. */
  resume(x: GatewayExchange, outcome: Outcome): void;
  /** The client is gone: nothing more is done for it. */
  abandon(x: GatewayExchange, reason: GoneReason): void;
}

/** What a function decided, for who wants to know. */
export type FunctionRun = { readonly rule: string; readonly name: string; readonly decided: string };

export class GatewayExchange extends Exchange implements ResponderWatcher, Exemptions {
  readonly runtime: Runtime;
  readonly responder: Responder;
  readonly pipeline: ExchangeRunner;
  matched: Route | undefined;
  /** The edge rules of its site; undefined where there are none. */
  askedRules: EdgeRules | undefined;
  /** Answers of the site's own to what is refused; undefined where there are none. */
  errorPages: ErrorPages | undefined;
  /** What the rules of site and route left to be done; undefined where there are none. */
  rewriting: Rewriting | undefined;
  /** What the backend gets in place of the client's fields. */
  edits: ForwardEdits | undefined;
  /** Index of the next stage. */
  step = 0;
  work: Cancelable | undefined;
  /** Takes over from `respond` on, while a body is under way. */
  delivery: ResponderWatcher | undefined;
  isRecorded = false;
  /** What an edge rule put in the place of the route's. */
  edgeWaf: WafPolicy | undefined;
  /** What slows its bodies; undefined where no edge rule does. */
  shaping: Shaping | undefined;
  /** What functions decided on it, in the order of their rules; undefined where nobody wants to know. */
  functionRuns: FunctionRun[] | undefined;
  /** What the WAF does with it; undefined where no policy looks at it. */
  waf: WafInspection | undefined;
  /** What policies do with it; undefined where none do. */
  call: GatewayCall | undefined;
  /** Its client showed a debug token, right or wrong; undefined for every other. */
  debug: DebugTrace | undefined;
  /** What counts the request among those under way. */
  loads: readonly LoadLimit[] = NO_LOADS;
  /** Bytes that a tunnel carried, beside the heads. */
  tunnelRequestBytes = 0;
  tunnelResponseBytes = 0;

  constructor(
    head: RequestHead,
    body: RequestBody,
    requestId: string,
    runtime: Runtime,
    responder: Responder,
    pipeline: ExchangeRunner,
  ) {
    super(head, body, requestId);
    this.runtime = runtime;
    this.responder = responder;
    this.pipeline = pipeline;
    responder.watch(this);
  }

  /** Floods are no reason to refuse who is let in always, nor a hop that stands for many. */
  isExempt(address: string): boolean {
    const { screens, trustedHops } = this.runtime;
    const lists = screens?.get(this.listener) ?? noScreenLists;
    return isLetIn(address, lists, this.pipeline.ports.lists, trustedHops);
  }

  /** Once, where something asks. */
  judgeBot(): void {
    if (this.bot !== "") return;
    const { botClass, name, reason } = this.runtime.bots.classify(botRequestOf(this));
    this.bot = botClass;
    this.botName = name;
    this.botReason = reason;
    this.pipeline.ports.metrics.botClassified(botClass);
  }

  drained(): void {
    this.delivery?.drained();
  }

  gone(reason: GoneReason): void {
    if (this.delivery !== undefined) this.delivery.gone(reason);
    else this.pipeline.abandon(this, reason);
  }
}
