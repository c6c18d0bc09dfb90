// What a caller is told who has used up a limit, in Azure's words.

import type { LimitState } from "#kernel/call-limits.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";

/** 429 with the seconds to wait. */
export function rateExceeded({ retryAfterMs }: LimitState, retryAfterHeader: string): PolicyFailure {
  return exceeded("RateLimitExceeded", 429, "Rate limit is exceeded.", retryAfterMs, retryAfterHeader);
}

export function tokensExceeded({ limit, retryAfterMs }: LimitState, retryAfterHeader: string): PolicyFailure {
  return limit.kind === "rate"
    ? exceeded("TokenLimitExceeded", 429, "Token limit is exceeded.", retryAfterMs, retryAfterHeader)
    : exceeded("TokenQuotaExceeded", 403, "Token quota is exceeded.", retryAfterMs, retryAfterHeader);
}

function exceeded(
  reason: string,
  status: number,
  message: string,
  waitMs: number,
  header: string,
): PolicyFailure {
  if (!Number.isFinite(waitMs)) return new PolicyFailure(reason, message, { status });
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new PolicyFailure(reason, `${message} Try again in ${seconds} seconds.`, {
    status,
    headers: [[header, String(seconds)]],
  });
}

/** 403 with the time until the quota is full again. */
export function quotaExceeded({ limit, retryAfterMs }: LimitState): PolicyFailure {
  const isBandwidth = limit.kind === "quota" && limit.unit === "kilobytes";
  const message = isBandwidth ? "Out of bandwidth quota." : "Out of call volume quota.";
  if (!Number.isFinite(retryAfterMs)) return new PolicyFailure("QuotaExceeded", message, { status: 403 });
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new PolicyFailure("QuotaExceeded", `${message} Quota will be replenished in ${spanText(seconds)}.`, {
    status: 403,
    headers: [["Retry-After", String(seconds)]],
  });
}

/** As TimeSpan.ToString() has it: `2.03:14:17`, without the days where there are none. */
function spanText(seconds: number): string {
  const two = (count: number): string => Math.floor(count).toString().padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const time = `${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days === 0 ? time : `${days}.${time}`;
}
