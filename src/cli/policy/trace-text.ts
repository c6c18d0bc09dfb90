// The policies that ran for one call as lines for people.

import type { TraceEntry } from "#policy/plans.ts";

export function traceLines(entries: readonly TraceEntry[]): readonly string[] {
  const lines: string[] = [];
  let section = "";
  for (const entry of entries) {
    if (entry.section !== section) lines.push(`${entry.section}`);
    section = entry.section;
    const place = `${entry.scope} ${entry.file}:${entry.line}`;
    const indent = "  ".repeat(entry.depth + 1);
    const outcome = entry.outcome === "next" ? "" : ` → ${entry.outcome}`;
    lines.push(`${indent}${entry.policy}  (${place}, ${entry.tookMs.toFixed(2)} ms)${outcome}`);
    for (const { name, value } of entry.notes) lines.push(`${indent}  ${name}: ${value}`);
    if (entry.failure !== "") lines.push(`${indent}  ${entry.failure}`);
  }
  return lines;
}
