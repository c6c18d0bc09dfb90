// Rule files → the resolved program. Collects every mistake of every file; with one error there is no
// program, for a rule that cannot be read is never skipped.

import { compareDiagnostics, type Diagnostic } from "#kernel/diagnostic.ts";
import { checkArguments } from "./check-arguments.ts";
import { checkJumps } from "./check-jumps.ts";
import type { Program } from "./program.ts";
import { ProgramDraft } from "./program-draft.ts";
import type { ProgramSource } from "./program-source.ts";
import { readOperatorFiles } from "./read-operator-files.ts";
import { readSources } from "./read-sources.ts";
import { Report } from "./report.ts";

export type BuiltProgram = {
  /** Undefined where there are errors. */
  readonly program: Program | undefined;
  /** In the order of files and lines; warnings too. */
  readonly diagnostics: readonly Diagnostic[];
};

export function buildProgram(source: ProgramSource): BuiltProgram {
  const report = new Report();
  const draft = new ProgramDraft(source, report);
  for (const directive of readSources(source, report)) draft.add(directive);
  const { settings, phases } = draft.finish();
  checkJumps(phases, report);
  const files = readOperatorFiles(phases, source, report);
  checkArguments({ settings, phases, files }, report);
  const diagnostics = report.diagnostics.toSorted(compareDiagnostics);
  return { program: report.hasErrors ? undefined : { settings, phases, files }, diagnostics };
}
