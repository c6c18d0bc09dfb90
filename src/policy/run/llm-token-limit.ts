// How `llm-token-limit` and its older name run: a key has so many tokens a minute, or per period of the
// calendar (UTC; weeks begin on Monday). What a call used is known when the model has answered; prompts are
// counted before where the document asks for it, and for streams.

import { cacheKey } from "#http/cache-rules.ts";
import { whenAnswered } from "#kernel/answer.ts";
import type { CallLimit, LimitState } from "#kernel/call-limits.ts";
import { type CalendarUnit, calendarPeriodAt } from "#kernel/fixed-period.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { holdToLimits } from "./hold-to-limits.ts";
import { limitOutputs, setCount } from "./limit-outputs.ts";
import { tokensExceeded } from "./limit-refusals.ts";
import { onUsage, promptOf } from "./llm-usage.ts";
import { wholeNumberIn } from "./whole-number.ts";

const MINUTE_MS = 60_000;
const MAX_TOKENS = 2 ** 31 - 1;
const periods: readonly CalendarUnit[] = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

export const llmTokenLimit: PolicyCompiler = (element) => {
  const limitsOf = tokenLimits(element);
  const estimates = element.literalBool("estimate-prompt-tokens", false);
  const outputs = tokenOutputs(element);
  // The prompt, and whether the answer is to be a stream, stand in the request.
  element.needsBody();
  return (call) => {
    const prompt = promptOf(call);
    const estimated = estimates || prompt.isStream ? prompt.tokens : 0;
    const limits = limitsOf(call, estimated);
    const held = holdToLimits(call, limits, {
      tell: (states) => tellTokens(call, states, outputs),
      refusal: (refusedBy) => tokensExceeded(refusedBy, outputs.retryAfterHeader),
    });
    return whenAnswered(held, (result) => {
      setCount(call, outputs.consumedVariable, estimated);
      settleLater(call, limits, estimated, outputs);
      return result;
    });
  };
};

type TokenOutputs = ReturnType<typeof tokenOutputs>;

function tokenOutputs(element: StatementReader) {
  return {
    ...limitOutputs(element, "tokens"),
    quotaHeader: element.literal("remaining-quota-tokens-header-name"),
    quotaVariable: element.literal("remaining-quota-tokens-variable-name"),
    consumedHeader: element.literal("tokens-consumed-header-name"),
    consumedVariable: element.literal("tokens-consumed-variable-name"),
  };
}

function tokenLimits(element: StatementReader): (call: PolicyCall, cost: number) => readonly CallLimit[] {
  const key = element.textOr("counter-key", "");
  const perMinute = element.has("tokens-per-minute")
    ? element.literalNumber("tokens-per-minute", 0)
    : undefined;
  const quota = element.has("token-quota") ? element.number("token-quota", 0) : undefined;
  const period = element.textOr("token-quota-period", "");
  return (call, cost) => {
    const name = call.at?.id || "llm-token-limit";
    const counted = key(call);
    const common = { cost, whenLost: "pass" } as const;
    const limits: CallLimit[] = [];
    if (perMinute !== undefined) {
      const units = call.ports.unitsFor(call, Math.min(perMinute, MAX_TOKENS));
      const own = { name, key: cacheKey(["llm-tokens", counted]), units, windowMs: MINUTE_MS };
      limits.push({ ...common, ...own, kind: "rate" });
    }
    if (quota !== undefined) {
      const units = wholeNumberIn("token-quota", quota(call), 1, MAX_TOKENS);
      const calendar = calendarPeriodAt(call.ports.world.now(), periodOf(call, period));
      const own = {
        name: `${name}-quota`,
        key: cacheKey(["llm-token-quota", counted]),
        units,
        period: calendar,
      };
      limits.push({ ...common, ...own, kind: "quota", unit: "tokens" });
    }
    return limits;
  };
}

function periodOf(call: PolicyCall, period: Value<string>): CalendarUnit {
  const text = period(call).trim();
  const found = periods.find((one) => one === text);
  if (found !== undefined) return found;
  throw new ClrException(
    "System.ArgumentException",
    `token-quota-period is "${text}"; it must be one of ${periods.join(", ")}.`,
  );
}

function tellTokens(call: PolicyCall, states: readonly LimitState[], outputs: TokenOutputs): void {
  for (const { limit, remaining, retryAfterMs } of states) {
    setCount(call, limit.kind === "rate" ? outputs.remainingVariable : outputs.quotaVariable, remaining);
    if (retryAfterMs > 0 && Number.isFinite(retryAfterMs)) {
      setCount(call, outputs.retryAfterVariable, Math.ceil(retryAfterMs / 1000));
    }
    const header = limit.kind === "rate" ? outputs.remainingHeader : outputs.quotaHeader;
    if (header !== undefined) setOnAnswer(call, header, remaining);
  }
}

/** On whatever answer leaves; what is told later is in the place of what was told before. */
function setOnAnswer(call: PolicyCall, header: string, count: number): void {
  call.atAnswer(({ headers }) => headers.set(header, [String(count)]));
}

/** What was used, less what was taken before; a call that no model answered gives back what it took. */
function settleLater(
  call: PolicyCall,
  limits: readonly CallLimit[],
  estimated: number,
  outputs: TokenOutputs,
): void {
  const settle = async (tokens: number): Promise<void> => {
    for (const limit of limits) {
      const left = await call.ports.limits.add(limit, tokens - estimated);
      setCount(call, limit.kind === "rate" ? outputs.remainingVariable : outputs.quotaVariable, left);
      const header = limit.kind === "rate" ? outputs.remainingHeader : outputs.quotaHeader;
      if (header !== undefined) setOnAnswer(call, header, left);
    }
  };
  onUsage(call, {
    used: async ({ total }) => {
      await settle(total);
      setCount(call, outputs.consumedVariable, total);
      if (outputs.consumedHeader !== undefined) setOnAnswer(call, outputs.consumedHeader, total);
    },
    unused: () => settle(0),
  });
}
