// `/api/v1/bypass-audit`: what scheduled audits found of each backend, those that were made, and the report
// of the last full one.

import type { IncomingMessage } from "node:http";
import { type ApiAnswer, notAllowed } from "./api-answer.ts";
import type { BypassSchedule } from "./bypass-schedule.ts";

export type BypassAuditApiOptions = {
  readonly bypass: Pick<BypassSchedule, "states" | "history" | "report" | "isScheduled">;
};

export const BYPASS_AUDIT_PATH = "/api/v1/bypass-audit";

export function answerBypassAudit({ method }: IncomingMessage, { bypass }: BypassAuditApiOptions): ApiAnswer {
  if (method !== "GET") return notAllowed("GET");
  const backends = bypass.states.map(({ pool, member, address, verdict, reasons, since }) => ({
    ...{ pool, member, address, verdict, reasons, since },
  }));
  const { history, report, isScheduled: scheduled } = bypass;
  return { status: 200, value: { scheduled, backends, history, report: report ?? null } };
}
