// Compiles what operators and selectors are given, so that a broken pattern or list is told with its place
// when rules are read, and never found out by the threads that serve.

import { findOperator } from "../operator/operator-table.ts";
import { compileRegex } from "../regex/compile-regex.ts";
import type { OperatorCall, Target } from "./directive.ts";
import { type Marker, operatorFileKey, type Program, type Rule } from "./program.ts";
import { type Report, shown } from "./report.ts";

export function checkArguments({ phases, settings, files }: Program, report: Report): void {
  // Markers and rules that stand in several phases are looked at once.
  const seen = new Set<Rule | Marker>();
  for (const item of phases.flat()) {
    if (item.kind === "marker" || seen.has(item)) continue;
    seen.add(item);
    for (const { targets, operator } of item.links) {
      for (const target of targets) checkSelector(target, report);
      if (operator !== undefined) checkOperator(operator, files, settings.isRegexMultiLine, report);
    }
  }
}

function checkSelector({ selector, variable, place }: Target, report: Report): void {
  if (selector.kind !== "pattern") return;
  const regex = compileRegex(selector.pattern, { isCaseless: true });
  if (!("flaw" in regex)) return;
  const message = `the selector ${shown(selector.pattern)} of ${variable}: ${regex.flaw}`;
  report.error(place, "bad-selector", message, regex.hint);
}

function checkOperator(
  { name, argument, place }: OperatorCall,
  files: Program["files"],
  isRegexMultiLine: boolean,
  report: Report,
): void {
  const compiled = findOperator(name)?.compile(argument, {
    fileText: (file) => files[operatorFileKey(place.file, file)],
    isRegexMultiLine,
    ports: {},
  });
  if (compiled === undefined || typeof compiled === "function") return;
  report.error(place, "bad-argument", `@${name} ${shown(argument)}: ${compiled.flaw}`, compiled.hint);
}
