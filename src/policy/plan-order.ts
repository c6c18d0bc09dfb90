// What is wrong with documents only when they are put together. An answer from the cache must come after
// every check of who asks: a lookup before one would give away what the check protects.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { inboundOutline, type Outline, type OutlineStep } from "./plan/inbound-outline.ts";
import type { PlanSources, PolicyText } from "./plan/plan-sources.ts";

const HINT = "put it behind every check: behind <base />, where the check stands in a scope around this one";

/** Judges effective plans, each by the documents around an operation or a route. */
export class PlanOrder {
  readonly #fragments: PlanSources["fragments"];
  readonly #outlines = new Map<string, Outline>();
  readonly #found = new Map<string, Diagnostic>();

  constructor(fragments: PlanSources["fragments"]) {
    this.#fragments = fragments;
  }

  /** @param documents without errors, from the outermost scope to the innermost */
  judge(documents: readonly PolicyText[]): void {
    const levels = documents.map((document) => this.#outline(document));
    const walk = new LookupWalk(levels, (lookup, check) => this.#add(lookup, check));
    walk.run(levels.length - 1);
  }

  /** Of all plans that were judged; one for each lookup. */
  get mistakes(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }

  #outline(document: PolicyText): Outline {
    const known = this.#outlines.get(document.file) ?? inboundOutline(document, this.#fragments);
    this.#outlines.set(document.file, known);
    return known;
  }

  #add(lookup: Lookup, { name, place }: Check): void {
    const { file, line, column } = lookup.place;
    const key = `${file}:${line}:${column}`;
    if (this.#found.has(key)) return;
    const check = `${name} (${place.file}:${place.line})`;
    const message = `${lookup.name} answers before ${check} has looked at the request`;
    const where = { file, line, column, severity: "error" as const };
    this.#found.set(key, { ...where, code: "lookup-before-check", message, hint: HINT });
  }
}

type Check = OutlineStep & { readonly kind: "check" };
type Lookup = OutlineStep & { readonly kind: "lookup" };
type Lookups = ReadonlySet<Lookup>;

const none: Lookups = new Set();

/** Every way through a plan: which lookups may have answered, when a check comes. */
class LookupWalk {
  readonly #levels: readonly Outline[];
  readonly #report: (lookup: Lookup, check: Check) => void;

  constructor(levels: readonly Outline[], report: (lookup: Lookup, check: Check) => void) {
    this.#levels = levels;
    this.#report = report;
  }

  run(level: number): void {
    this.#document(level, none);
  }

  #document(level: number, before: Lookups): Lookups {
    return this.#steps(this.#levels[level] ?? [], level, before);
  }

  #steps(outline: Outline, level: number, before: Lookups): Lookups {
    return outline.reduce((lookups, step) => this.#step(step, level, lookups), before);
  }

  #step(step: OutlineStep, level: number, before: Lookups): Lookups {
    switch (step.kind) {
      case "lookup":
        return new Set([...before, step]);
      case "check":
        for (const lookup of before) this.#report(lookup, step);
        return before;
      case "base":
        return this.#document(level - 1, before);
      // Whatever stands behind it never runs.
      case "end":
        return none;
      case "branches": {
        const ends = step.branches.map((branch) => this.#steps(branch, level, before));
        return new Set([...(step.maySkip ? before : none), ...ends.flatMap((end) => [...end])]);
      }
    }
  }
}
