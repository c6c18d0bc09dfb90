// Circuit breakers of backends.

import type { ImportReport } from "./import-report.ts";
import type { Properties } from "./properties.ts";
import type { YamlValue } from "./yaml-value.ts";

/** The first rule; undefined where there is none. */
export function importBreaker(
  breaker: Properties,
  report: ImportReport,
): { readonly [key: string]: YamlValue } | undefined {
  const [rule, second] = breaker.objects("rules");
  if (rule === undefined) return undefined;
  if (second !== undefined) {
    const hint = "a breaker has one rule: merge them by hand";
    report.unsupported(second.place, "second-rule", "only the first rule of the breaker is taken over", hint);
  }
  const condition = rule.object("failureCondition");
  const count = condition.number("count");
  const percentage = condition.number("percentage");
  const statuses = condition
    .objects("statusCodeRanges")
    .map((range) => `${range.text("min") ?? "500"}-${range.text("max") ?? "599"}`);
  if (condition.has("errorReasons")) {
    const hint = "write `reasons` of the breaker: codes of docs/reference/errors.md";
    const message = "the reasons of the breaker are not taken over: every failure counts";
    report.note(condition.placeOf("errorReasons"), "error-reasons", message, hint);
  }
  const accept = rule.flag("acceptRetryAfter");
  return {
    ...(count !== undefined || percentage === undefined ? { failures: count ?? 1 } : { percentage }),
    ...durationOf("interval", condition, "interval", report),
    ...(statuses.length > 0 ? { statuses } : {}),
    ...durationOf("tripDuration", rule, "tripDuration", report),
    acceptRetryAfter: accept ?? false,
  };
}

const ISO_DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

function durationOf(
  name: string,
  owner: Properties,
  key: string,
  report: ImportReport,
): { readonly [key: string]: string } {
  const text = owner.text(key);
  if (text === undefined) return {};
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = ISO_DURATION.exec(text) ?? [];
  const total = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 0) return { [name]: `${total}s` };
  report.unsupported(
    owner.placeOf(key),
    "bad-duration",
    `${text} is not taken over`,
    `write \`${name}\` by hand`,
  );
  return {};
}
