// Runs an exchange through the stages, in their one fixed order. The common request passes without a wait;
// a stage that must wait takes the exchange and hands it back.

import { type Ending, type Outcome, type Stage, WAITING } from "#http/exchange.ts";
import { problemResponse } from "#http/problem.ts";
import type { GoneReason } from "#http/responder.ts";
import { isGrpc } from "#http/streaming.ts";
import { Fault } from "#kernel/fault.ts";
import { catalogueEntry, type FaultCode, type StageName } from "#kernel/fault-catalogue.ts";
import type { ExchangeRunner, GatewayExchange } from "./gateway-exchange.ts";
import type { GatewayPorts, RouteMeter } from "./gateway-port.ts";
import { grpcRefusal } from "./grpc.ts";
import { answerChallenge } from "./stage/answer-challenge.ts";
import { beginDebugTrace } from "./stage/debug-request.ts";
import { deliver } from "./stage/deliver.ts";
import { forward } from "./stage/forward.ts";
import { identify } from "./stage/identify.ts";
import { inspect } from "./stage/inspect.ts";
import { inspectResponse } from "./stage/inspect-response.ts";
import { record } from "./stage/record.ts";
import { authorize, respondByPolicy } from "./stage/run-policies.ts";
import { screen } from "./stage/screen.ts";
import { selectRoute } from "./stage/select-route.ts";

type GatewayStage = Stage<GatewayExchange>;

/** What the engines do in the stages that are theirs; each list runs in its order. */
export type EngineStages = {
  readonly [name in
    | "screen"
    | "inspect"
    | "authorize"
    | "inspectResponse"
    | "respond"]: readonly GatewayStage[];
};

export const noEngines: EngineStages = {
  screen: [],
  inspect: [],
  authorize: [],
  inspectResponse: [],
  respond: [],
};

/** What a node runs. */
export const productEngines: EngineStages = {
  ...noEngines,
  inspect: [inspect],
  authorize: [authorize],
  inspectResponse: [inspectResponse],
  respond: [respondByPolicy],
};

/** Stands in access lines only: nobody is left to send it to. */
const CLIENT_GONE = 499;

type Step = { readonly name: StageName; readonly run: GatewayStage };

export class Pipeline implements ExchangeRunner {
  readonly ports: GatewayPorts;
  readonly unrouted: RouteMeter;
  private readonly steps: readonly Step[];
  /** Where an answer of ours enters: after the stages that look at a backend's response. */
  private readonly answerStep: number;

  constructor(engines: EngineStages, ports: GatewayPorts) {
    this.ports = ports;
    this.unrouted = ports.metrics.routeMeter("", "");
    const of = (name: StageName, stages: readonly GatewayStage[]): Step[] =>
      stages.map((run) => ({ name, run }));
    const before = [
      // Before whatever refuses: a trace tells of that too.
      ...of("identify", [identify, beginDebugTrace]),
      ...of("route", [answerChallenge, selectRoute]),
      ...of("screen", [screen, ...engines.screen]),
      ...of("inspect", engines.inspect),
      ...of("authorize", engines.authorize),
      ...of("forward", [forward]),
      ...of("inspectResponse", engines.inspectResponse),
    ];
    this.answerStep = before.length;
    this.steps = [...before, ...of("respond", [...engines.respond, deliver])];
  }

  /** Runs the stages from `x.step` on, until one waits, ends the request, or none is left. */
  run(x: GatewayExchange): void {
    try {
      this.advance(x);
    } catch (error) {
      this.breakDown(x, error);
    }
  }

  private advance(x: GatewayExchange): void {
    while (x.step < this.steps.length) {
      const step = this.steps[x.step++];
      if (step === undefined) return;
      x.stage = step.name;
      const outcome = step.run(x);
      if (outcome === undefined) continue;
      if (outcome === WAITING) return;
      if (outcome instanceof Promise) this.await(x, outcome);
      else this.end(x, outcome);
      return;
    }
  }

  private await(x: GatewayExchange, outcome: Promise<Outcome>): void {
    outcome.then(
      (settled) => this.resume(x, settled),
      (error: unknown) => this.breakDown(x, error),
    );
  }

  /** A stage that waited hands the exchange back, with how it went. */
  resume(x: GatewayExchange, outcome: Outcome): void {
    if (x.isRecorded || outcome === WAITING) return;
    // A client that left is told of in its turn, which may be later than this.
    if (!x.responder.isOpen) this.abandon(x, "client-gone");
    else if (outcome === undefined) this.run(x);
    else this.end(x, outcome);
  }

  /** Ends the request in the stage that runs: an answer, or a cut connection. */
  end(x: GatewayExchange, ending: Ending): void {
    if (x.endStage !== "") {
      // Ended before: an engine of `respond` cannot end it again.
      this.run(x);
      return;
    }
    x.endStage = x.stage;
    callOff(x);
    if (ending.kind === "refuse") {
      x.reason = ending.code;
      if (ending.detail !== "") x.detail = ending.detail;
      if (x.head.version === "HTTP/2.0" && isGrpc(x.head.fields)) {
        x.response = grpcRefusal(ending.code, ending.status);
      } else {
        x.response = problemResponse(ending.code, x.requestId, ending.status, ending.retryAfterS);
        x.errorPages?.customise(x, ending.code);
      }
      if (catalogueEntry(ending.code).status === CLIENT_GONE) x.status = CLIENT_GONE;
    } else {
      x.reason = ending.reason;
      x.response = ending.kind === "answer" ? ending.response : undefined;
    }
    this.ports.metrics.refusal(x.endStage, x.reason);
    this.answer(x);
  }

  private answer(x: GatewayExchange): void {
    const isGone = x.status === CLIENT_GONE || !x.responder.isOpen;
    if (x.response === undefined || x.responder.hasBegun || isGone) {
      x.responder.abort();
      record(x);
      return;
    }
    x.step = Math.max(x.step, this.answerStep);
    this.run(x);
  }

  /** Refuses a request that could not be read, or not be taken. */
  refuse(x: GatewayExchange, stage: StageName, code: FaultCode, detail: string): void {
    x.stage = stage;
    this.end(x, { kind: "refuse", code, detail });
  }

  /** The client is gone: nothing more is done for it. */
  abandon(x: GatewayExchange, reason: GoneReason): void {
    if (x.isRecorded) return;
    callOff(x);
    if (x.endStage === "") {
      x.endStage = x.stage;
      x.reason = reason;
      this.ports.metrics.refusal(x.endStage, reason);
    }
    x.status = CLIENT_GONE;
    record(x);
  }

  /** An engine may throw a `Fault`, and that ends the request as the catalogue says. */
  private breakDown(x: GatewayExchange, error: unknown): void {
    if (error instanceof Fault && x.endStage === "" && !x.isRecorded) {
      this.end(x, { kind: "refuse", code: error.code, detail: error.detail });
    } else this.survive(x, error);
  }

  /** A defect of ours must not take the worker down, nor leave the client without an answer. */
  private survive(x: GatewayExchange, error: unknown): void {
    this.ports.reportDefect(error, x.requestId);
    if (x.isRecorded) return;
    if (x.endStage !== "") {
      x.responder.abort();
      record(x);
      return;
    }
    this.end(x, { kind: "refuse", code: "internal-error", detail: String(error) });
  }
}

/** Nobody wants what the exchange still waits for: the wait itself, and the rest of a backend's body. */
function callOff(x: GatewayExchange): void {
  const { work } = x;
  x.work = undefined;
  work?.cancel();
  x.response?.body.rest?.cancel();
  x.response?.tunnel?.cut();
}
