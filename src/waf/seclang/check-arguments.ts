// Compiles what operators are given, so that a broken pattern or list is told with its place when rules are
// read, and never found out by the threads that serve. Selectors are tried while they are read.

import { findOperator } from "../operator/operator-table.ts";
import type { OperatorCall } from "./directive.ts";
import { type Marker, operatorFileKey, type Program, type Rule } from "./program.ts";
import { type Report, shown } from "./report.ts";

export function checkArguments({ phases, settings, files }: Program, report: Report): void {
  // Markers and rules that stand in several phases are looked at once.
  const seen = new Set<Rule | Marker>();
  for (const item of phases.flat()) {
    if (item.kind === "marker" || seen.has(item)) continue;
    seen.add(item);
    for (const { operator } of item.links)
      if (operator !== undefined) checkOperator(operator, files, settings.isRegexMultiLine, report);
  }
}

function checkOperator(
  { name, argument, place }: OperatorCall,
  files: Program["files"],
  isRegexMultiLine: boolean,
  report: Report,
): void {
  const definition = findOperator(name);
  // A file that could not be read is in the report already.
  const isUnread =
    definition?.readsFile === true && !Object.hasOwn(files, operatorFileKey(place.file, argument));
  if (isUnread) return;
  const compiled = definition?.compile(argument, {
    fileText: (file) => files[operatorFileKey(place.file, file)],
    isRegexMultiLine,
    ports: {},
  });
  if (compiled === undefined || typeof compiled === "function") return;
  report.error(place, "bad-argument", `@${name} ${shown(argument)}: ${compiled.flaw}`, compiled.hint);
}
