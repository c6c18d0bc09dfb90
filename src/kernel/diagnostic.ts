// What is wrong with a text that an administrator wrote (configuration, rules, policies), and where.
// Diagnostics are values: a reader collects all of them, and the caller decides what to do.

export type Severity = "error" | "warning";

/** A place in a source text. Lines and columns count from 1; columns count UTF-16 code units. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

export type Diagnostic = Place & {
  readonly severity: Severity;
  /** Stable kebab-case code, one per kind of mistake: `unknown-key`, `duplicate-host`. */
  readonly code: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What to do about it; empty only where the message says it already. */
  readonly hint: string;
};

/** One diagnostic as a line that editors and terminals make clickable, with its hint below. */
export function formatDiagnostic(d: Diagnostic): string {
  const head = `${d.file}:${d.line}:${d.column}: ${d.severity}: ${d.message} [${d.code}]`;
  return d.hint === "" ? head : `${head}\n    hint: ${d.hint}`;
}

type Found = Place & Pick<Diagnostic, "code">;

/** Orders by file, line, column, so that output is the same on every run. */
export function compareDiagnostics(a: Found, b: Found): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
