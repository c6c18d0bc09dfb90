// How `quota` runs: a call that came with a subscription key takes of what its subscription has for a period,
// counted from when the subscription began.

import { periodAt } from "#kernel/fixed-period.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { TICKS_PER_MILLISECOND, UNIX_EPOCH_TICKS } from "../value/time/calendar.ts";
import { holdToQuotas, type QuotaAmounts, quotaLimits, readQuotaAmounts } from "./hold-to-quotas.ts";
import { limitElements, subscriptionKey } from "./scoped-limits.ts";

type Quota = QuotaAmounts & { readonly lengthMs: number };

export const quota: PolicyCompiler = (element) => {
  const elements = limitElements(element, readQuota);
  return (call) => {
    if (call.facts.subscription === null) return undefined;
    const startMs = subscriptionStartMs(call);
    const nowMs = call.ports.world.now();
    const limits = elements
      .filter(({ fits }) => fits(call))
      .flatMap(({ limit, part }) => {
        const name = part === "" ? "quota" : `quota-${part}`;
        const period = periodAt(nowMs, startMs, limit.lengthMs);
        return quotaLimits(limit, name, subscriptionKey(call, "quota", part), period, 1);
      });
    return holdToQuotas(call, limits, undefined);
  };
};

function readQuota(element: StatementReader): Quota {
  const lengthMs = element.literalNumber("renewal-period", 0) * 1000;
  return { ...readQuotaAmounts(element), lengthMs };
}

function subscriptionStartMs({ facts }: PolicyCall): number {
  const start = facts.subscription?.startDate ?? facts.subscription?.createdDate;
  return start === undefined ? 0 : Number((start.ticks - UNIX_EPOCH_TICKS) / TICKS_PER_MILLISECOND);
}
