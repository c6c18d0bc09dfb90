// Collects what is wrong with rule files, so that one reading tells all of it.

import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { nearest } from "#kernel/nearest.ts";

export class Report {
  readonly diagnostics: Diagnostic[] = [];

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  }

  error(place: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ ...place, severity: "error", code, message, hint });
  }

  warning(place: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ ...place, severity: "warning", code, message, hint });
  }

  /** `what` is the kind of thing that the word should name: `operator`. */
  unknown(place: Place, what: string, word: string, known: readonly string[]): void {
    const near = nearest(word, known);
    const hint =
      near === undefined ? `docs/reference/seclang.md lists every ${what}` : `did you mean ${near}?`;
    this.error(place, `unknown-${what.replaceAll(" ", "-")}`, `there is no ${what} ${shown(word)}`, hint);
  }
}

const MAX_SHOWN_CHARS = 60;

/** A text in quotes, shortened: rules can be pages long. */
export function shown(text: string): string {
  const cut = text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
  return JSON.stringify(cut);
}
