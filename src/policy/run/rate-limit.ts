// How `rate-limit` runs: a call that came with a subscription key takes one of its subscription's calls.

import type { RateLimit } from "#kernel/call-limits.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { holdToLimits } from "./hold-to-limits.ts";
import { addToRateLimitFields, limitOutputs, tellOfLimits } from "./limit-outputs.ts";
import { rateExceeded } from "./limit-refusals.ts";
import { type LimitElement, limitElements, subscriptionKey } from "./scoped-limits.ts";

type Rate = { readonly calls: number; readonly windowMs: number };

export const rateLimit: PolicyCompiler = (element) => {
  const elements = limitElements(element, readRate);
  const outputs = limitOutputs(element, "calls");
  return (call) => {
    if (call.facts.subscription === null) return undefined;
    const limits = elements.filter(({ fits }) => fits(call)).map((one) => limitOf(call, one));
    return holdToLimits(call, limits, {
      tell: (states) => {
        tellOfLimits(call, states, outputs);
        addToRateLimitFields(call, states);
      },
      refusal: (refusedBy) => rateExceeded(refusedBy, outputs.retryAfterHeader),
    });
  };
};

function readRate(element: StatementReader): Rate {
  return {
    calls: element.literalNumber("calls", 0),
    windowMs: element.literalNumber("renewal-period", 0) * 1000,
  };
}

function limitOf(call: PolicyCall, { limit, part }: LimitElement<Rate>): RateLimit {
  return {
    kind: "rate",
    name: part === "" ? "rate-limit" : `rate-limit-${part}`,
    key: subscriptionKey(call, "rate-limit", part),
    units: call.ports.unitsFor(call, limit.calls),
    windowMs: limit.windowMs,
    cost: 1,
    whenLost: "pass",
  };
}
