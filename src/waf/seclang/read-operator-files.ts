// Reads the files that operators name, so that threads that serve need none.

import type { OperatorCall } from "./directive.ts";
import { findOperator } from "./operator-names.ts";
import { type Marker, operatorFileKey, type Rule } from "./program.ts";
import type { ProgramSource } from "./program-source.ts";
import { besideFile } from "./read-sources.ts";
import { type Report, shown } from "./report.ts";

export function readOperatorFiles(
  phases: readonly (readonly (Rule | Marker)[])[],
  source: ProgramSource,
  report: Report,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const operator of operatorsOf(phases)) {
    if (findOperator(operator.name)?.readsFile !== true) continue;
    const key = operatorFileKey(operator.place.file, operator.argument);
    if (Object.hasOwn(files, key)) continue;
    const text = readAll(operator, source, report);
    if (text !== undefined) files[key] = text;
  }
  return files;
}

function operatorsOf(phases: readonly (readonly (Rule | Marker)[])[]): OperatorCall[] {
  const rules = phases.flat().filter((item) => item.kind === "rule");
  return rules.flatMap((rule) => rule.links.flatMap((link) => link.operator ?? []));
}

/** Several names with blanks between them are read as one text. */
function readAll(operator: OperatorCall, source: ProgramSource, report: Report): string | undefined {
  const names = operator.argument.split(/\s+/).filter((name) => name !== "");
  const texts = names.map((name) => readOne(name, operator, source, report));
  return texts.every((text) => text !== undefined) ? texts.join("\n") : undefined;
}

function readOne(
  name: string,
  { name: operator, place }: OperatorCall,
  source: ProgramSource,
  report: Report,
): string | undefined {
  if (/^https?:/i.test(name)) {
    const hint = "fetch it beforehand, and name the file";
    report.error(place, "remote-file", `@${operator} reads files only, not ${shown(name)}`, hint);
    return undefined;
  }
  const text = source.readFile(besideFile(place.file, name));
  if (text !== undefined) return text;
  const hint = "the path is relative to the file of the rule";
  report.error(place, "unreadable-file", `the file ${shown(name)} of @${operator} cannot be read`, hint);
  return undefined;
}
