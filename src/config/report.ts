// Collects what is wrong with a configuration, so that all of it is told at once.

import { compareDiagnostics, type Diagnostic, type Severity } from "#kernel/diagnostic.ts";
import { placeOf, type Spot } from "./source.ts";

export class Report {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #told = new Set<string>();
  #errors = 0;

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  error(spot: Spot, code: string, message: string, hint: string): void {
    this.#errors++;
    this.#add("error", spot, code, message, hint);
  }

  warning(spot: Spot, code: string, message: string, hint: string): void {
    this.#add("warning", spot, code, message, hint);
  }

  /** In the order of file, line and column. */
  sorted(): Diagnostic[] {
    return this.#diagnostics.toSorted(compareDiagnostics);
  }

  #add(severity: Severity, spot: Spot, code: string, message: string, hint: string): void {
    const place = placeOf(spot);
    // What an alias repeats would otherwise be told once for each use.
    const key = `${place.file}:${place.line}:${place.column} ${message}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#diagnostics.push({ ...place, severity, code, message: printable(message), hint: printable(hint) });
  }
}

const MAX_CHARS = 600;

/** Texts of the author's stand in messages: none may reach a terminal's controls, or fill the screen. */
function printable(text: string): string {
  const cut = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
  return cut.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
