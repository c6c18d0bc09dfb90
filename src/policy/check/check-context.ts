// What checking a document carries along: what it was told about the world, and what it has found.

import type { Diagnostic, Place, Severity } from "#kernel/diagnostic.ts";
import type { Scope, Section } from "../statement/schema.ts";

export type CheckOptions = {
  /** Display name → value; undefined where the values are not known, which is no error then. */
  readonly namedValues?: ReadonlyMap<string, string> | undefined;
  /** Whose document it is; without it, where policies may stand is not held against it. */
  readonly scope?: Scope | undefined;
  /** Ids of fragments and of backends; undefined where they are not known, which is no error then. */
  readonly fragments?: ReadonlySet<string> | undefined;
  readonly backends?: ReadonlySet<string> | undefined;
  /** Attributes that no policy of ours has do nothing; `error` where it is not said. */
  readonly unknownAttributes?: Severity | undefined;
};

export class CheckContext {
  readonly namedValues: ReadonlyMap<string, string> | undefined;
  readonly scope: Scope | undefined;
  readonly unknownAttributes: Severity;
  readonly fragments: ReadonlySet<string> | undefined;
  readonly backends: ReadonlySet<string> | undefined;
  readonly diagnostics: Diagnostic[] = [];
  /** Policies that may stand once, and where their first one stands. */
  readonly seen = new Map<string, Place>();

  constructor(options: CheckOptions) {
    this.namedValues = options.namedValues;
    this.scope = options.scope;
    this.unknownAttributes = options.unknownAttributes ?? "error";
    this.fragments = options.fragments;
    this.backends = options.backends;
  }

  complain(place: Place, code: string, message: string, hint: string): void {
    this.add("error", place, code, message, hint);
  }

  warn(place: Place, code: string, message: string, hint: string): void {
    this.add("warning", place, code, message, hint);
  }

  add(severity: Severity, { file, line, column }: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ file, line, column, severity, code, message, hint });
  }
}

/** The section that is being checked; fragments may be put into any. */
export type Surroundings = {
  readonly section: Section | "fragment" | "resolver";
};
