// What is wrong with a stylesheet, collected while it is compiled.

import type { Diagnostic, Place, Severity } from "#kernel/diagnostic.ts";

export class StyleReport {
  readonly diagnostics: Diagnostic[] = [];

  mistake(place: Place, message: string, hint: string): void {
    this.#add("error", place, "bad-stylesheet", message, hint);
  }

  /** Of what XSLT has and this processor has not. */
  refuse(place: Place, message: string, hint: string): void {
    this.#add("error", place, "unsupported-stylesheet", message, hint);
  }

  warn(place: Place, message: string, hint: string): void {
    this.#add("warning", place, "stylesheet-no-effect", message, hint);
  }

  #add(severity: Severity, { file, line, column }: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ file, line, column, severity, code, message, hint });
  }
}
