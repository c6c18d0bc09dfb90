// What checking a document carries along: what it was told about the world, and what it has found.

import type { KeySource } from "#identity/named-key.ts";
import type { Diagnostic, Place, Severity } from "#kernel/diagnostic.ts";
import type { Scope, Section } from "../statement/schema.ts";
import type { Runnable } from "./unsupported.ts";

export type CheckOptions = {
  /** Display name → value; undefined where the values are not known, which is no error then. */
  readonly namedValues?: ReadonlyMap<string, string> | undefined;
  /** Whose document it is; without it, where policies may stand is not held against it. */
  readonly scope?: Scope | undefined;
  /** Ids of fragments and of backends; undefined where they are not known, which is no error then. */
  readonly fragments?: ReadonlySet<string> | undefined;
  readonly backends?: ReadonlySet<string> | undefined;
  /** Ids of schemas and what they are of: `json`, `xml`, `graphql`; undefined as above. */
  readonly schemas?: ReadonlyMap<string, string> | undefined;
  /** Attributes that no policy of ours has do nothing; `error` where it is not said. */
  readonly unknownAttributes?: Severity | undefined;
  /** Keys and certificates are taken as they are without it. */
  readonly identity?: IdentityChecks | undefined;
  /**
   * What becomes of policies that do not run here: an error, or a warning, since a call that reaches one
   * fails; `refuse` where it is not said.
   */
  readonly unsupported?: "refuse" | "fail-at-reach" | undefined;
  /** Takes what is described, whether it runs here or not; what does not run is refused without it. */
  readonly takesUnsupported?: boolean | undefined;
};

/** Judges keys, and knows which certificates a document may name. */
export type IdentityChecks = {
  /** What is wrong with a key, without showing it; undefined for nothing. */
  readonly signingKey: (key: KeySource) => string | undefined;
  readonly decryptionKey: (key: KeySource) => string | undefined;
  readonly certificateIds: ReadonlySet<string>;
  /** SHA-1 in hexadecimal capitals. */
  readonly thumbprints: ReadonlySet<string>;
};

export class CheckContext {
  readonly namedValues: ReadonlyMap<string, string> | undefined;
  readonly scope: Scope | undefined;
  readonly unknownAttributes: Severity;
  readonly fragments: ReadonlySet<string> | undefined;
  readonly backends: ReadonlySet<string> | undefined;
  readonly schemas: ReadonlyMap<string, string> | undefined;
  readonly identity: IdentityChecks | undefined;
  /** Undefined where that does not count. */
  readonly runnable: Runnable | undefined;
  readonly #failsAtReach: boolean;
  readonly diagnostics: Diagnostic[] = [];
  /** Policies that may stand once, and where their first one stands. */
  readonly seen = new Map<string, Place>();

  constructor(options: CheckOptions, runnable: Runnable) {
    this.runnable = options.takesUnsupported === true ? undefined : runnable;
    this.#failsAtReach = options.unsupported === "fail-at-reach";
    this.namedValues = options.namedValues;
    this.scope = options.scope;
    this.unknownAttributes = options.unknownAttributes ?? "error";
    this.fragments = options.fragments;
    this.backends = options.backends;
    this.schemas = options.schemas;
    this.identity = options.identity;
  }

  complain(place: Place, code: string, message: string, hint: string): void {
    this.add("error", place, code, message, hint);
  }

  warn(place: Place, code: string, message: string, hint: string): void {
    this.add("warning", place, code, message, hint);
  }

  /** Of what does not run here. */
  refuse(place: Place, code: string, message: string, hint: string): void {
    if (!this.#failsAtReach) this.complain(place, code, message, hint);
    else this.warn(place, code, `${message}: a call that reaches it fails`, hint);
  }

  add(severity: Severity, { file, line, column }: Place, code: string, message: string, hint: string): void {
    this.diagnostics.push({ file, line, column, severity, code, message, hint });
  }
}

/** The section that is being checked; fragments may be put into any. */
export type Surroundings = {
  readonly section: Section | "fragment" | "resolver";
};
