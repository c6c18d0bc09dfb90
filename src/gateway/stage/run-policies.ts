// The stages of policy documents: `authorize` runs inbound, `respond` outbound; `forward` runs backend
// (see forward.ts). Routes without a document pass untouched.

import type { Outcome } from "#http/exchange.ts";
import {
  type CallTracer,
  handleFailure,
  type PlanPart,
  PolicyFailure,
  PolicyResponse,
  runPart,
  runPreflight,
} from "#policy/plans.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { GatewayCall } from "../policy/gateway-call.ts";
import { outcomeOf } from "../policy/part-outcome.ts";

/** @param tracer hears what the policies do; where there is none, that of a debug token does */
export function authorize(x: GatewayExchange, tracer?: CallTracer): Outcome | Promise<Outcome> {
  const policy = x.matched?.policy;
  if (policy === undefined) return undefined;
  const call = policy.open(x);
  if (call === undefined) return undefined;
  x.call = call;
  call.tracer = tracer ?? x.debug?.tracer;
  const { refusal } = call;
  if (refusal !== undefined) return handleFailure(call, refusal).then((outcome) => outcomeOf(call, outcome));
  return call.isPreflight ? answerPreflight(call) : runCallPart(call, "inbound");
}

/** A question that no policy answered is one for an operation that there is not. */
async function answerPreflight(call: GatewayCall): Promise<Outcome> {
  const outcome = await runPreflight(call);
  if (outcome !== "next") return outcomeOf(call, outcome);
  const unanswered = new PolicyFailure("OperationNotFound", "Resource not found", { status: 404 });
  return outcomeOf(call, await handleFailure(call, unanswered));
}

/** What the backend section left as the response is the exchange's; an empty one where it asked nobody. */
export function forwardByPolicy(x: GatewayExchange, call: GatewayCall): Outcome | Promise<Outcome> {
  return answerBy(x, call, "backend");
}

export function respondByPolicy(x: GatewayExchange): Outcome | Promise<Outcome> {
  const { call, response } = x;
  if (call === undefined || response === undefined || x.endStage !== "") return undefined;
  call.response = new PolicyResponse(response);
  return answerBy(x, call, "outbound");
}

/** Where the call goes on, the exchange's response is the call's. */
function answerBy(x: GatewayExchange, call: GatewayCall, part: PlanPart): Outcome | Promise<Outcome> {
  const outcome = runCallPart(call, part);
  const settle = (settled: Outcome): Outcome => {
    if (settled === undefined) x.response = call.answer.outgoing;
    return settled;
  };
  return outcome instanceof Promise ? outcome.then(settle) : settle(outcome);
}

function runCallPart(call: GatewayCall, part: PlanPart): Outcome | Promise<Outcome> {
  const outcome = runPart(call, part);
  return outcome instanceof Promise
    ? outcome.then((settled) => outcomeOf(call, settled))
    : outcomeOf(call, outcome);
}
