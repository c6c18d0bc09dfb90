// The policy documents that a configuration names: each file is read and checked once for every scope that it
// is used in, and its mistakes have their own file, line and column.

import type { Config } from "#config/config.ts";
import { besideFile, placeOf } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { type CheckOptions, checkPolicyDocument, type Scope } from "#policy/check-document.ts";
import { compileIdentity } from "./compile-identity.ts";
import { identityChecks } from "./identity-checks.ts";
import type { PolicyDocumentSpec } from "./policy-spec.ts";
import type { TextFiles } from "./text-files.ts";

export class PolicyDocuments {
  readonly #config: Config;
  readonly #files: TextFiles;
  readonly #options: CheckOptions;
  readonly #documents = new Map<string, PolicyDocumentSpec>();
  readonly #checked = new Set<string>();
  readonly #told = new Set<string>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(config: Config, files: TextFiles) {
    this.#config = config;
    this.#files = files;
    this.#options = {
      namedValues: new Map([...config.namedValues].map(([name, { value }]) => [name, value])),
      unknownAttributes: config.policies.unknownAttributes,
      unsupported: config.policies.unsupported,
      fragments: new Set(config.fragments.keys()),
      backends: new Set(config.backends.keys()),
      schemas: new Map([...config.schemas].map(([id, { type }]) => [id, type])),
      identity: identityChecks(compileIdentity(config).certificates),
    };
  }

  /**
   * @param owner the part of the configuration whose `key` is the path of the file
   * @param scope undefined for a fragment, which may be put into a document of any
   */
  read(owner: object, key: string, path: string | undefined, scope?: Scope): PolicyDocumentSpec | undefined {
    if (path === undefined) return undefined;
    const { places } = this.#config;
    const spot = places.value(owner, key);
    const file = besideFile(spot, path);
    const known = this.#documents.get(file);
    if (known !== undefined) {
      this.#check(known, scope);
      return known;
    }
    const content = this.#files.read(file);
    if (content.kind === "failure") {
      const name = places.isHidden(owner, key) ? `the file at ${places.shown(owner, key)}` : file;
      const message = `the policy document ${name} cannot be used: ${content.why}`;
      const hint = "the path is relative to the file that this line stands in";
      this.#add({ ...placeOf(spot), severity: "error", code: "unreadable-file", message, hint });
      return undefined;
    }
    const document = { file, text: content.text };
    this.#documents.set(file, document);
    this.#check(document, scope);
    return document;
  }

  #check({ file, text }: PolicyDocumentSpec, scope: Scope | undefined): void {
    const key = `${scope} ${file}`;
    if (this.#checked.has(key)) return;
    this.#checked.add(key);
    for (const diagnostic of checkPolicyDocument(text, file, { ...this.#options, scope })) {
      this.#add(diagnostic);
    }
  }

  /** What is wrong with a document in every scope is told once. */
  #add(diagnostic: Diagnostic): void {
    const { file, line, column, code, message } = diagnostic;
    const key = `${file}:${line}:${column} ${code} ${message}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.diagnostics.push(diagnostic);
  }
}
