// Makes the statements of one section of a document, and of the fragments that it includes.

import type { Place } from "#kernel/diagnostic.ts";
import { substituteNamedValues } from "../check/substitute-named-values.ts";
import { firstUnsupported } from "../check/unsupported.ts";
import {
  attributeOf,
  childElements,
  isExpressionText,
  type PolicyElement,
  type SourceText,
} from "../document/document-tree.ts";
import { readPolicyDocument } from "../document/read-document.ts";
import { policyCompilers } from "../run/policy-compilers.ts";
import { runnable } from "../run/runnable.ts";
import type { Scope, Section } from "../statement/schema.ts";
import { failAtReach } from "./fail-at-reach.ts";
import type { PlanSection, Statement } from "./plan.ts";
import type { PlanSources } from "./plan-sources.ts";
import { runBase } from "./run-statements.ts";
import { StatementReader } from "./statement-reader.ts";

export class SectionCompiler {
  readonly section: Section;
  readonly #scope: Scope;
  readonly #sources: PlanSources;
  #readsRequestBody = false;
  #readsResponseBody = false;

  constructor(section: Section, scope: Scope, sources: PlanSources) {
    this.section = section;
    this.#scope = scope;
    this.#sources = sources;
  }

  /** A statement with each step. */
  *compile(element: PolicyElement): Generator<undefined, PlanSection> {
    const statements: Statement[] = [];
    for (const statement of this.#each(element, "")) {
      statements.push(statement);
      yield undefined;
    }
    return {
      statements,
      readsRequestBody: this.#readsRequestBody,
      readsResponseBody: this.#readsResponseBody,
    };
  }

  /** @param path of the parent; empty for the section itself */
  statements(parent: PolicyElement, path: string): readonly Statement[] {
    return [...this.#each(parent, path)];
  }

  *#each(parent: PolicyElement, path: string): Generator<Statement> {
    const counts = new Map<string, number>();
    for (const element of childElements(parent)) {
      const count = (counts.get(element.name) ?? 0) + 1;
      counts.set(element.name, count);
      const step = `${element.name}[${count}]`;
      yield this.#statement(element, path === "" ? step : `${path}/${step}`);
    }
  }

  #statement(element: PolicyElement, path: string): Statement {
    const { name, place } = element;
    const common = {
      name,
      id: attributeOf(element, "id")?.value.text ?? "",
      scope: this.#scope,
      place,
      path,
    };
    if (name === "base") return { ...common, run: runBase, children: [] };
    const unsupported = firstUnsupported(element, runnable);
    if (unsupported !== undefined) return { ...common, run: failAtReach(unsupported), children: [] };
    const compile = policyCompilers.get(name);
    if (compile === undefined) throw new Error(`${place.file}:${place.line}: there is no policy ${name}`);
    const reader = new StatementReader(element, this, path);
    const run = compile(reader);
    return { ...common, run, children: reader.inner };
  }

  fragment(id: string, place: Place, path: string): readonly Statement[] {
    const source = this.#sources.fragments.get(id);
    if (source === undefined) throw new Error(`${place.file}:${place.line}: there is no fragment ${id}`);
    const { root } = readPolicyDocument(source.text, source.file);
    return root === undefined ? [] : this.statements(root, path);
  }

  /** Named values put in; what the expression reads is noted. */
  prepare(written: SourceText): SourceText {
    const source = withNamedValues(written, this.#sources.namedValues);
    if (isExpressionText(source.text)) this.#noteBodies(source.text);
    return source;
  }

  needsBody(whose: "request" | "response"): void {
    if (whose === "request") this.#readsRequestBody = true;
    else this.#readsResponseBody = true;
  }

  /** Where it cannot be told whose body it is, both are gathered. */
  #noteBodies(expression: string): void {
    if (!/\bBody\b/.test(expression)) return;
    const isRequests = /\bRequest\s*\??\.\s*Body\b/.test(expression);
    const isResponses = /\bcontext\s*\.\s*Response\s*\??\.\s*Body\b/.test(expression);
    if (isRequests || !isResponses) this.#readsRequestBody = true;
    if (isResponses || !isRequests) this.#readsResponseBody = true;
  }
}

function withNamedValues(source: SourceText, values: ReadonlyMap<string, string>): SourceText {
  if (!source.text.includes("{{")) return source;
  const { text, originalOffset } = substituteNamedValues(source.text, values);
  return { text, placeAt: (offset) => source.placeAt(originalOffset(offset)) };
}
