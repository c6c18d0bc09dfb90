// What the bypass audit found, as diagnostics at the members' places in the configuration: for SARIF.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { BackendReport, BypassReport, ProbeResult } from "#posture/bypass-report.ts";

/** An error for each hole, a warning for each backend that is not proven closed. */
export function bypassFindings({ backends }: BypassReport): Diagnostic[] {
  return backends.flatMap((backend) => {
    const holes = backend.probes.filter(({ outcome }) => outcome === "open");
    if (holes.length > 0) return holes.map((hole) => holeOf(hole, backend));
    return backend.verdict === "proven-closed" ? [] : [doubtOf(backend)];
  });
}

function holeOf(
  { id, title, vantage, mend, attempts }: ProbeResult,
  { member, address, place }: BackendReport,
): Diagnostic {
  const first = attempts.find(({ outcome }) => outcome === "open");
  const message = `${member} (${address}) is open to ${title}, from ${vantage}: ${first?.what}: ${first?.reason}`;
  return {
    ...place,
    severity: "error",
    code: `backend-bypassable-${id.toLowerCase()}`,
    message,
    hint: mend ?? "",
  };
}

function doubtOf({ member, address, place, verdict, reasons }: BackendReport): Diagnostic {
  const message = `${member} (${address}) is ${verdict}: ${reasons.join("; ")}`;
  return { ...place, severity: "warning", code: `backend-${verdict}`, message, hint: "" };
}
