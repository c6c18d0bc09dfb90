// What a part of a plan came to, in the words of the pipeline.

import type { Ending, Outcome } from "#http/exchange.ts";
import { type PartOutcome, UnsupportedPolicy } from "#policy/plans.ts";
import type { GatewayCall } from "./gateway-call.ts";
import { GatewayFailure } from "./gateway-failure.ts";

/** Undefined where the call goes on. */
export function outcomeOf(call: GatewayCall, outcome: PartOutcome): Outcome {
  return outcome === "next" ? undefined : endingOf(call, outcome);
}

/** The answer of a policy, or of on-error. */
function endingOf(call: GatewayCall, outcome: "end" | "failed"): Ending {
  const { response, lastError, failure, x } = call;
  if (outcome === "failed" && lastError !== null) {
    const { source, reason, message, path } = lastError;
    const detail = failure instanceof GatewayFailure ? failure.detail : `${reason}: ${message}`;
    x.detail = `${path ?? source}: ${detail}`;
  }
  if (response === undefined) return { kind: "refuse", code: "internal-error", detail: "no answer was made" };
  return { kind: "answer", reason: reasonOf(call, outcome), response: response.outgoing };
}

/** A code of the fault catalogue. */
function reasonOf({ failure, response }: GatewayCall, outcome: "end" | "failed"): string {
  if (failure instanceof GatewayFailure) return failure.code;
  if (failure instanceof UnsupportedPolicy) return "policy-unsupported";
  if (outcome === "end") return "policy-answer";
  return (response?.status ?? 500) >= 500 ? "policy-failed" : "policy-refused";
}
