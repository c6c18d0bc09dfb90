// Reports of the bypass audit for people: a paragraph for each backend, with every hole and its mend.

import type { AuditSize } from "#posture/bypass-audit.ts";
import type { Attempt, BackendReport, BypassReport, ProbeResult } from "#posture/bypass-report.ts";

const SHOWN_REASONS = 6;
const SHOWN_ATTEMPTS = 3;

/** Roughly what a vantage sends to one backend. */
const REQUESTS = 65;

export function sizeText({ backends, vantages, intervalMs }: AuditSize): string {
  const minutes = Math.ceil((REQUESTS * vantages * intervalMs) / 60_000);
  const places = vantages === 1 ? "one vantage" : `${vantages} vantages`;
  const each = `some ${REQUESTS} requests each, one every ${intervalMs} ms`;
  return `asking ${counted(backends)} from ${places}: ${each}, about ${minutes} min for one backend`;
}

const counted = (backends: number): string => `${backends} ${backends === 1 ? "backend" : "backends"}`;

export function backendText(backend: BackendReport): string {
  const { pool, member, address, verdict, reasons, probes } = backend;
  const at = member.includes(address) || address === "" ? "" : ` (${address})`;
  const head = `${verdict.toUpperCase().padEnd(13)} ${pool}  ${member}${at}`;
  if (verdict === "open") return [head, ...holeLines(probes)].join("\n");
  const shown = reasons.slice(0, SHOWN_REASONS).map((reason) => `  ${reason}`);
  const more = reasons.length > SHOWN_REASONS ? [`  and ${reasons.length - SHOWN_REASONS} more reasons`] : [];
  return [head, ...shown, ...more].join("\n");
}

function holeLines(probes: readonly ProbeResult[]): string[] {
  const holes = Map.groupBy(
    probes.filter(({ outcome }) => outcome === "open"),
    ({ id }) => id,
  );
  return [...holes.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const places = own.map(({ vantage }) => vantage).join(" and ");
    const open = own.flatMap(({ attempts }) => attempts.filter((each) => each.outcome === "open"));
    const texts = [...new Set(open.map(attemptText))];
    const shown = texts.slice(0, SHOWN_ATTEMPTS).map((text) => `      ${text}`);
    const more = texts.length > SHOWN_ATTEMPTS ? [`      and ${texts.length - SHOWN_ATTEMPTS} more`] : [];
    return [
      `  ${first.id} ${first.title}, from ${places}`,
      ...shown,
      ...more,
      `      mend: ${first.mend ?? ""}`,
    ];
  });
}

function attemptText({ what, reason, evidence }: Attempt): string {
  return `${what}${evidence === undefined ? "" : ` at ${evidence.at}`}: ${reason}`;
}

export function summaryText({ backends, vantages, finishedAt }: BypassReport): string {
  const count = (verdict: BackendReport["verdict"]): number =>
    backends.filter((each) => each.verdict === verdict).length;
  const outside = vantages.filter(({ isForeign }) => isForeign).map(({ name }) => name);
  const counts = [
    `${count("proven-closed")} proven closed`,
    `${count("closed-from-inside-only")} closed from inside only`,
    `${count("open")} open`,
    `${count("unknown")} unknown`,
  ];
  const from =
    outside.length === 0 ? "nothing was tried from outside" : `from outside: ${outside.join(", ")}`;
  return `${counted(backends.length)} at ${finishedAt}: ${counts.join(", ")}; ${from}`;
}
