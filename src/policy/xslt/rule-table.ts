// The template rules of one mode, in the order in which they are tried (XSLT 1.0, 5.5): by priority, then
// those that stand last in the stylesheet.

import { XAttribute } from "../value/xml/x-attribute.ts";
import { XElement } from "../value/xml/x-element.ts";
import type { XObject } from "../value/xml/x-object.ts";
import type { Rule } from "./stylesheet.ts";

export class RuleTable {
  /** Rules whose last step names nothing. */
  readonly #general: readonly Rule[];
  /** Local name → the rules that may match it, the general ones among them. */
  readonly #byName: ReadonlyMap<string, readonly Rule[]>;

  constructor(rules: readonly Rule[]) {
    const sorted = rules.toSorted((a, b) => b.priority - a.priority || b.order - a.order);
    const names = new Set(sorted.map(lastName));
    this.#general = sorted.filter((rule) => lastName(rule) === undefined);
    this.#byName = new Map(
      [...names].flatMap((name) => {
        if (name === undefined) return [];
        return [[name, sorted.filter((rule) => [name, undefined].includes(lastName(rule)))] as const];
      }),
    );
  }

  /** Those that may match a node, the first to be tried first. */
  candidates(node: XObject): readonly Rule[] {
    if (!(node instanceof XElement || node instanceof XAttribute)) return this.#general;
    return this.#byName.get(node.name.local) ?? this.#general;
  }
}

function lastName({ pattern }: Rule): string | undefined {
  const test = pattern.steps.at(-1)?.test;
  return test?.kind === "name" ? test.local : undefined;
}
