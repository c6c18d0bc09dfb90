// How `quota-by-key` runs: a call takes of what its key has for a period; what it costs may be told by
// expressions, when its answer is known.

import { cacheKey } from "#http/cache-rules.ts";
import { periodAt } from "#kernel/fixed-period.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { counterCost } from "./counter-cost.ts";
import { holdToQuotas, quotaLimits, readQuotaAmounts } from "./hold-to-quotas.ts";

const FIRST_START = "0001-01-01T00:00:00Z";

export const quotaByKey: PolicyCompiler = (element) => {
  const amounts = readQuotaAmounts(element);
  const key = element.textOr("counter-key", "");
  const lengthMs = element.literalNumber("renewal-period", 0) * 1000;
  const firstStartMs = Date.parse(element.literal("first-period-start") ?? FIRST_START);
  const { costOf, isKnownLater } = counterCost(element);
  return (call) => {
    const name = call.at?.id || "quota-by-key";
    const period = periodAt(call.ports.world.now(), firstStartMs, lengthMs);
    const cost = isKnownLater ? 0 : costOf(call);
    const limits = quotaLimits(amounts, name, cacheKey(["quota-by-key", key(call)]), period, cost);
    return holdToQuotas(call, limits, isKnownLater ? () => costOf(call) : undefined);
  };
};
