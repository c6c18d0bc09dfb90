// How `rate-limit-by-key` runs: a call takes of the counter of its key, at once; or, where an expression says
// whether and how much it counts, when its answer is known.

import { cacheKey } from "#http/cache-rules.ts";
import type { RateLimit } from "#kernel/call-limits.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { counterCost } from "./counter-cost.ts";
import { holdAndTakeLater, holdToLimits } from "./hold-to-limits.ts";
import { addToRateLimitFields, limitOutputs, tellOfLimits } from "./limit-outputs.ts";
import { rateExceeded } from "./limit-refusals.ts";
import { wholeNumberIn } from "./whole-number.ts";

const MAX_CALLS = 2 ** 31 - 1;
const MAX_PERIOD_S = 300;

export const rateLimitByKey: PolicyCompiler = (element) => {
  const calls = element.number("calls", 0);
  const period = element.number("renewal-period", 0);
  const key = element.textOr("counter-key", "");
  const { costOf, isKnownLater } = counterCost(element);
  const outputs = limitOutputs(element, "calls");
  return (call) => {
    const limit: RateLimit = {
      kind: "rate",
      name: call.at?.id || "rate-limit-by-key",
      key: cacheKey(["rate-limit-by-key", key(call)]),
      units: call.ports.unitsFor(call, wholeNumberIn("calls", calls(call), 1, MAX_CALLS)),
      windowMs: wholeNumberIn("renewal-period", period(call), 1, MAX_PERIOD_S) * 1000,
      cost: isKnownLater ? 0 : costOf(call),
      whenLost: "pass",
    };
    const report = {
      tell: (states: Parameters<typeof tellOfLimits>[1]) => {
        tellOfLimits(call, states, outputs);
        addToRateLimitFields(call, states);
      },
      refusal: (refusedBy: Parameters<typeof rateExceeded>[0]) =>
        rateExceeded(refusedBy, outputs.retryAfterHeader),
    };
    return isKnownLater
      ? holdAndTakeLater(call, [limit], () => costOf(call), report)
      : holdToLimits(call, [limit], report);
  };
};
