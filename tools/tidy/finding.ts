// What a rule of the house found wrong, and where. Findings are values: every rule reports all of them.

import type { Source } from "./source.ts";

export type Finding = {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to do instead, without a full stop. */
  readonly message: string;
};

/** A rule that looks at one file at a time. */
export type FileRule = (source: Source) => readonly Finding[];

/** A rule that has to see every file at once. */
export type TreeRule = (sources: readonly Source[]) => readonly Finding[];

/** A finding at a character of a source. */
export function findingAt(source: Source, offset: number, message: string): Finding {
  return { path: source.path, ...source.placeOf(offset), message };
}

/** A finding about a file as a whole. */
export function findingIn(path: string, message: string): Finding {
  return { path, line: 1, column: 1, message };
}

/** One line that editors and terminals make clickable. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}:${finding.line}:${finding.column}: ${finding.message}`;
}

/** Orders by file, line and column, so that the output is the same on every run. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
