// An exchange with what only the gateway knows of it: the runtime it started with, its route, the way back to
// the client, and how to call off what is under way.

import type { RequestBody } from "#http/body.ts";
import { Exchange } from "#http/exchange.ts";
import type { RequestHead } from "#http/request-head.ts";
import type { Responder, ResponderWatcher } from "#http/responder.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Route } from "./route.ts";
import type { Runtime } from "./runtime.ts";

/** What can be called off when the client is gone: a call to a backend, a wait in an engine. */
export interface Cancelable {
  cancel(): void;
}

export class GatewayExchange extends Exchange implements ResponderWatcher {
  readonly runtime: Runtime;
  readonly responder: Responder;
  readonly pipeline: Pipeline;
  matched: Route | undefined;
  /** Index of the next stage. */
  step = 0;
  work: Cancelable | undefined;
  /** Takes over from `respond` on, while a body is under way. */
  delivery: ResponderWatcher | undefined;
  isRecorded = false;

  constructor(
    head: RequestHead,
    body: RequestBody,
    requestId: string,
    runtime: Runtime,
    responder: Responder,
    pipeline: Pipeline,
  ) {
    super(head, body, requestId);
    this.runtime = runtime;
    this.responder = responder;
    this.pipeline = pipeline;
    responder.watch(this);
  }

  drained(): void {
    this.delivery?.drained();
  }

  gone(reason: "client-gone" | "client-stalled"): void {
    if (this.delivery !== undefined) this.delivery.gone(reason);
    else this.pipeline.abandon(this, reason);
  }
}
