// A skipAfter whose marker does not come would leave out the rest of the phase.

import type { Marker, Rule } from "./program.ts";
import { type Report, shown } from "./report.ts";

export function checkJumps(phases: readonly (readonly (Rule | Marker)[])[], report: Report): void {
  for (const items of phases) {
    const ahead = new Set<string>();
    const all = new Set(items.flatMap(labelsOf));
    for (const item of items.toReversed()) {
      if (item.kind === "rule" && item.skipAfter !== "" && !ahead.has(item.skipAfter))
        reportJump(item, all.has(item.skipAfter), report);
      for (const label of labelsOf(item)) ahead.add(label);
    }
  }
}

const labelsOf = (item: Rule | Marker): readonly string[] =>
  item.kind === "marker" ? [item.label] : item.id === 0 ? [] : [String(item.id)];

function reportJump(rule: Rule, isBehind: boolean, report: Report): void {
  const target = shown(rule.skipAfter);
  const message = isBehind
    ? `skipAfter goes back: ${target} stands before the rule`
    : `skipAfter goes nowhere: there is no marker or rule ${target} in phase ${rule.phase}`;
  const hint = "put a SecMarker with this name behind the rule";
  report.error(rule.place, "unknown-marker", message, hint);
}
