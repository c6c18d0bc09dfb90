// The verdict on a backend, from what its probes showed. It is closed only where the gateway's own request
// was taken before and after, and every probe was refused; what was not tried is never taken for closed.

import type { Outcome, ProbeId, ProbeResult, VantageReport, Verdict } from "../bypass-report.ts";

/** P1 says how good a closed door is, P14 is the control, and P15 can prove a hole alone. */
const NEEDED: readonly ProbeId[] = [
  ...(["P2", "P3", "P4", "P5", "P6", "P7"] as const),
  ...(["P8", "P9", "P10", "P11", "P12", "P13"] as const),
];

/** Those that need no secret: a foreign vantage has to have tried them itself. */
const NEEDED_FROM_OUTSIDE: readonly ProbeId[] = ["P2", "P3", "P7", "P11", "P12", "P13"];

export type Decision = { readonly verdict: Verdict; readonly reasons: readonly string[] };

/** @param isStopped the audit left the backend alone, because it began to fail */
export function decide(
  results: readonly ProbeResult[],
  vantages: readonly VantageReport[],
  isStopped: boolean,
): Decision {
  const holes = results.filter(({ outcome }) => outcome === "open");
  if (holes.length > 0) {
    const ids = [...new Set(holes.map(({ id }) => id))];
    return { verdict: "open", reasons: ids.map((id) => openReason(id, holes)) };
  }
  const doubts = [...controlDoubts(results), ...NEEDED.flatMap((id) => doubtOf(id, results))];
  if (isStopped) doubts.push("the audit was stopped, because answers of 5xx or none became more");
  if (doubts.length > 0) return { verdict: "unknown", reasons: doubts };
  const outside = vantages.filter(({ isForeign, name }) => isForeign && isCovered(name, results));
  if (outside.length === 0) {
    return { verdict: "closed-from-inside-only", reasons: ["no foreign vantage has tried it"] };
  }
  const names = outside.map(({ name }) => name).join(", ");
  return { verdict: "proven-closed", reasons: [`everything was refused, from outside too: ${names}`] };
}

function openReason(id: ProbeId, holes: readonly ProbeResult[]): string {
  const attempts = holes.filter((hole) => hole.id === id).flatMap((hole) => hole.attempts);
  const first = attempts.find(({ outcome }) => outcome === "open");
  return first === undefined ? id : `${id}: ${first.what}: ${first.reason}`;
}

function controlDoubts(results: readonly ProbeResult[]): string[] {
  const controls = results.filter(({ id }) => id === "P14");
  if (controls.length === 0) return ["P14: the positive control was not tried"];
  const failed = controls.filter(({ outcome }) => outcome !== "noted");
  if (failed.length > 0)
    return failed.flatMap(({ attempts }) => attempts.map((each) => `P14: ${each.what}: ${each.reason}`));
  return controls.length < 2 ? ["P14: the positive control was not tried again at the end"] : [];
}

/** What was refused from one vantage needs no other; what could not be decided at any is in doubt. */
function doubtOf(id: ProbeId, results: readonly ProbeResult[]): string[] {
  const own = results.filter((result) => result.id === id);
  const outcome = mergedOutcome(own.map((result) => result.outcome));
  if (outcome === "refused" || outcome === "noted" || outcome === "not-applicable") return [];
  const attempts = own.flatMap((result) => result.attempts).filter((each) => each.outcome === outcome);
  const [first] = attempts;
  if (first === undefined) return [`${id}: was not tried`];
  const more = attempts.length > 1 ? ` (and ${attempts.length - 1} more)` : "";
  return [`${id}: ${first.what}: ${first.reason}${more}`];
}

/** Over all vantages: what one refused needs no other, and what has nothing to open has it nowhere. */
const MERGED: readonly Outcome[] = ["open", "undecided", "refused", "not-applicable", "not-tried", "noted"];

function mergedOutcome(outcomes: readonly Outcome[]): Outcome {
  return MERGED.find((each) => outcomes.includes(each)) ?? "not-tried";
}

function isCovered(vantage: string, results: readonly ProbeResult[]): boolean {
  const own = results.filter((result) => result.vantage === vantage);
  return NEEDED_FROM_OUTSIDE.every((id) =>
    own.some((result) => result.id === id && result.outcome === "refused"),
  );
}
