// The metrics of what guards report.

import type { SlotPage } from "#telemetry/instruments.ts";
import { openCounter } from "#telemetry/metrics.ts";
import type { GuardCounter } from "./guard-reports.ts";

export function countOfGuards(page: SlotPage, counter: GuardCounter): { add(amount: number): void } {
  const { pool } = counter;
  switch (counter.name) {
    case "reports":
      return openCounter(page, "portcullis_guard_reports_total", { pool, outcome: counter.outcome });
    case "refused":
      return openCounter(page, "portcullis_guard_refused_total", { pool, reason: counter.reason });
    case "accepted":
      return openCounter(page, "portcullis_guard_accepted_total", { pool });
    case "audits":
      return openCounter(page, "portcullis_guard_audits_total", { pool });
    case "surplus":
      return openCounter(page, "portcullis_guard_surplus_total", { pool });
  }
}
