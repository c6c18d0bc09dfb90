// Holds a call to quotas of calls and of kilobytes. What it moves is known when it ends; until then it only
// needs a kilobyte that is left.

import { type Answer, whenAnswered } from "#kernel/answer.ts";
import type { QuotaLimit } from "#kernel/call-limits.ts";
import type { FixedPeriod } from "#kernel/fixed-period.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { StepResult } from "../plan/step.ts";
import { holdAndTakeLater, holdToLimits } from "./hold-to-limits.ts";
import { quotaExceeded } from "./limit-refusals.ts";

/** Undefined where the document does not limit it. */
export type QuotaAmounts = {
  readonly calls: number | undefined;
  readonly kilobytes: number | undefined;
};

export function readQuotaAmounts(element: StatementReader): QuotaAmounts {
  return {
    calls: element.has("calls") ? element.literalNumber("calls", 0) : undefined,
    kilobytes: element.has("bandwidth") ? element.literalNumber("bandwidth", 0) : undefined,
  };
}

/** A counter has fewer units than a document may write: what is more is as good as no limit. */
const MAX_UNITS = 2 ** 32 - 1;

export function quotaLimits(
  amounts: QuotaAmounts,
  name: string,
  key: string,
  period: FixedPeriod,
  cost: number,
): readonly QuotaLimit[] {
  const limits: QuotaLimit[] = [];
  const common = { kind: "quota", period, whenLost: "pass" } as const;
  if (amounts.kilobytes !== undefined) {
    const units = Math.min(amounts.kilobytes, MAX_UNITS);
    limits.push({
      ...common,
      name: `${name}-bandwidth`,
      key: `${key}kilobytes`,
      unit: "kilobytes",
      units,
      cost: 0,
    });
  }
  if (amounts.calls !== undefined) {
    const units = Math.min(amounts.calls, MAX_UNITS);
    limits.push({ ...common, name, key: `${key}calls`, unit: "calls", units, cost });
  }
  return limits;
}

/**
 * @param costLater what the call costs, where it is known only with its answer
 * @throws PolicyFailure QuotaExceeded
 */
export function holdToQuotas(
  call: PolicyCall,
  limits: readonly QuotaLimit[],
  costLater: (() => number) | undefined,
): Answer<StepResult> {
  const report = { tell: () => undefined, refusal: quotaExceeded };
  const calls = limits.filter(({ unit }) => unit === "calls");
  const bandwidths = limits.filter(({ unit }) => unit === "kilobytes");
  const held =
    costLater === undefined
      ? holdToLimits(call, limits, report)
      : holdQuotasAndTakeLater(call, calls, bandwidths, costLater);
  return whenAnswered(held, (result) => {
    // Whatever is done with the call, its bytes move.
    call.onRelease(() => {
      const bytes = call.ports.movedBytes(call);
      for (const limit of bandwidths) void call.ports.limits.addBytes(limit, bytes);
    });
    return result;
  });
}

function holdQuotasAndTakeLater(
  call: PolicyCall,
  calls: readonly QuotaLimit[],
  bandwidths: readonly QuotaLimit[],
  costLater: () => number,
): Answer<StepResult> {
  const report = { tell: () => undefined, refusal: quotaExceeded };
  return whenAnswered(holdToLimits(call, bandwidths, report), () =>
    holdAndTakeLater(call, calls, costLater, report),
  );
}
