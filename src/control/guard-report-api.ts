// `/api/v1/guard-reports`: the calls around the gateway that guards refused last, and what they took beside
// what this node signed.

import type { IncomingMessage } from "node:http";
import { type ApiAnswer, notAllowed } from "./api-answer.ts";
import type { GuardReports } from "./guard-reports.ts";

export type GuardReportApiOptions = { readonly guardReports: Pick<GuardReports, "refusals" | "windows"> };

export const GUARD_REPORTS_PATH = "/api/v1/guard-reports";

const moment = (ms: number): string => new Date(ms).toISOString();

export function answerGuardReports(
  { method }: IncomingMessage,
  { guardReports }: GuardReportApiOptions,
): ApiAnswer {
  if (method !== "GET") return notAllowed("GET");
  const refused = guardReports.refusals.map(({ firstMs, lastMs, isEnforced, ...rest }) => ({
    ...rest,
    enforced: isEnforced,
    first: moment(firstMs),
    last: moment(lastMs),
  }));
  const windows = guardReports.windows.map(({ startMs, endMs, signed, difference, ...rest }) => ({
    ...rest,
    from: moment(startMs),
    until: moment(endMs),
    // Null where it is not known: JSON leaves out what is undefined.
    signed: signed ?? null,
    difference: difference ?? null,
  }));
  return { status: 200, value: { refused, windows } };
}
