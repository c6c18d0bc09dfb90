// What is found while a description is read: each finding once, however many operations share its place.

import { compareDiagnostics, type Diagnostic, type Severity } from "#kernel/diagnostic.ts";
import type { Cursor } from "./cursor.ts";

export class ImportReport {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  readonly #unsupported: Severity;

  /** `unsupported` is what a construct is that nothing here looks at. */
  constructor(unsupported: Severity) {
    this.#unsupported = unsupported;
  }

  error(at: Cursor, code: string, message: string, hint: string): void {
    this.#add("error", at, code, message, hint);
  }

  warning(at: Cursor, code: string, message: string, hint: string): void {
    this.#add("warning", at, code, message, hint);
  }

  /** What would be validated less than the description asks for. */
  unsupported(at: Cursor, code: string, message: string, hint: string): void {
    this.#add(this.#unsupported, at, code, message, hint);
  }

  sorted(): readonly Diagnostic[] {
    return this.#found.toSorted(compareDiagnostics);
  }

  #add(severity: Severity, at: Cursor, code: string, message: string, hint: string): void {
    const place = at.document.placeOf(at.path);
    const key = `${place.file}:${place.line}:${place.column}:${code}:${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push({ ...place, severity, code, message, hint });
  }
}
