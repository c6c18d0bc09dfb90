// Whether a node matches a pattern: from its last step upwards.

import type { Run } from "../value/run.ts";
import type { XPathEvaluation } from "../value/xml/evaluate-xpath.ts";
import { XAttribute } from "../value/xml/x-attribute.ts";
import { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import { XNode, type XObject } from "../value/xml/x-object.ts";
import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import { booleanOf, isNodeSet, type XPathValue } from "../value/xml/xpath-value.ts";
import { NamespaceNode } from "./namespace-node.ts";
import type { Pattern, PatternStep } from "./pattern.ts";

type Matches = (node: XObject) => boolean;
type LastSiblings = { readonly parent: XObject; readonly found: ReadonlySet<XObject> };

export class PatternMatcher {
  readonly #run: Run;
  readonly #evaluation: XPathEvaluation;
  readonly #evaluate: (expression: XPathExpression, node: XObject) => XPathValue;
  readonly #tests = new Map<PatternStep, Matches>();
  /** What was found among the children of one parent: their siblings ask next. */
  readonly #siblings = new Map<PatternStep, LastSiblings>();

  /** @param evaluate an expression without variables, about one node */
  constructor(
    run: Run,
    evaluation: XPathEvaluation,
    evaluate: (expression: XPathExpression, node: XObject) => XPathValue,
  ) {
    this.#run = run;
    this.#evaluation = evaluation;
    this.#evaluate = evaluate;
  }

  matches(pattern: Pattern, node: XObject): boolean {
    const { steps, anchor } = pattern;
    if (steps.length > 0) return this.#matchesFrom(pattern, steps.length - 1, node);
    return anchor === "root" ? isRoot(node) : this.#isAnchor(anchor, node);
  }

  matchesAny(patterns: readonly Pattern[], node: XObject): boolean {
    return patterns.some((pattern) => this.matches(pattern, node));
  }

  #matchesFrom(pattern: Pattern, index: number, node: XObject): boolean {
    this.#run.spend(1);
    const step = pattern.steps[index];
    if (step === undefined || !this.#passes(step, node)) return false;
    const { parent } = node;
    const isWhole = index === 0;
    if (isWhole && pattern.anchor === "any") return true;
    for (let at: XObject | null = parent; at !== null; at = at.parent) {
      const matches = isWhole
        ? this.#isAnchor(pattern.anchor, at)
        : this.#matchesFrom(pattern, index - 1, at);
      if (matches) return true;
      if (!step.isDescendant) return false;
      this.#run.spend(1);
    }
    return false;
  }

  #isAnchor(anchor: Pattern["anchor"], node: XObject): boolean {
    if (anchor === "root") return isRoot(node);
    if (anchor === "any") return true;
    const value = this.#evaluate(anchor, node);
    return isNodeSet(value) && value.includes(node);
  }

  #passes(step: PatternStep, node: XObject): boolean {
    const isAttribute = node instanceof XAttribute;
    if (isAttribute !== (step.axis === "attribute") || node.parent === null) return false;
    if (node instanceof NamespaceNode || !this.#test(step)(node)) return false;
    if (step.predicates.length === 0) return true;
    if (step.isPositional) return this.#amongSiblings(step, node, node.parent);
    return step.predicates.every((one) => booleanOf(this.#evaluate(one, node)));
  }

  #test(step: PatternStep): Matches {
    const known = this.#tests.get(step);
    if (known !== undefined) return known;
    const test = this.#evaluation.matcher(step);
    this.#tests.set(step, test);
    return test;
  }

  #amongSiblings(step: PatternStep, node: XObject, parent: XContainer): boolean {
    const last = this.#siblings.get(step);
    if (last?.parent === parent) return last.found.has(node);
    const test = this.#test(step);
    const all: readonly XObject[] =
      node instanceof XNode ? parent.children : parent instanceof XElement ? parent.attributes : [];
    this.#run.spend(all.length);
    let found = all.filter((one) => test(one) && !isDeclaration(one));
    for (const predicate of step.predicates) found = this.#evaluation.filtered(found, predicate);
    const siblings = { parent, found: new Set(found) };
    this.#run.allocate(found.length * 16);
    this.#siblings.set(step, siblings);
    return siblings.found.has(node);
  }
}

const isRoot = (node: XObject): boolean =>
  node.parent === null && node instanceof XContainer && !(node instanceof XElement);

const isDeclaration = (node: XObject): boolean => node instanceof XAttribute && node.isNamespaceDeclaration;
