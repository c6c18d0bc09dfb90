// One transformation under way: which rule a node is for, what variables and keys are, and where the result
// goes. Everything is paid for from the budget of the call; nothing outlives it.

import { BudgetExceeded } from "../value/budget-exceeded.ts";
import type { Run } from "../value/run.ts";
import { XPathEvaluation } from "../value/xml/evaluate-xpath.ts";
import { XAttribute } from "../value/xml/x-attribute.ts";
import { XContainer } from "../value/xml/x-container.ts";
import type { XDocument } from "../value/xml/x-document.ts";
import { XText } from "../value/xml/x-leaf.ts";
import type { XObject } from "../value/xml/x-object.ts";
import type { XPathExpression } from "../value/xml/xpath-syntax.ts";
import { booleanOf, isNodeSet, numberOf, stringOf, type XPathValue } from "../value/xml/xpath-value.ts";
import { KeyTables } from "./key-tables.ts";
import { PatternMatcher } from "./match-pattern.ts";
import { NamespaceNode, NamespacesInScope } from "./namespace-node.ts";
import { ResultBuilder, type ResultTree } from "./result-tree.ts";
import type { Activation, Instruction, Parameters, Stylesheet, TailCall, Template } from "./stylesheet.ts";
import { xsltError } from "./xslt-error.ts";
import { functionsFor } from "./xslt-functions.ts";

/** Fuel that a template takes for itself. */
const STEPS_OF_TEMPLATE = 4;
/** What stands inside each other, by the room that it takes on the call stack: a body is one. */
const MAX_DEPTH = 1500;
const OF_TEMPLATE = 2;
const OF_GLOBAL = 6;

const none: Parameters = new Map();

export class Transformation {
  readonly run: Run;
  readonly stylesheet: Stylesheet;
  readonly matcher: PatternMatcher;
  readonly namespaces: NamespacesInScope;
  out: ResultBuilder;
  /** What xsl:message said. */
  readonly messages: string[] = [];
  readonly #source: XDocument;
  readonly #given: Parameters;
  readonly #evaluation: XPathEvaluation;
  readonly #keys: KeyTables;
  readonly #globals = new Map<string, XPathValue>();
  readonly #beingMade = new Set<string>();
  readonly #ids = new Map<XObject, string>();
  #depth = 0;
  #frame: readonly XPathValue[] = [];
  #current: XObject;

  /** @param given values of the stylesheet's parameters */
  constructor(run: Run, stylesheet: Stylesheet, source: XDocument, given: Parameters) {
    this.run = run;
    this.stylesheet = stylesheet;
    this.#source = source;
    this.#given = given;
    this.#current = source;
    this.namespaces = new NamespacesInScope(run);
    this.out = new ResultBuilder(run);
    this.#evaluation = new XPathEvaluation(run, {
      namespaces: undefined,
      functions: functionsFor({
        stylesheet,
        current: () => this.#current,
        keyed: (name, values, near) => this.#keys.find(name, values, near),
        idOf: (node) => this.#idOf(node),
      }),
      variable: ({ name, slot }) => (slot >= 0 ? (this.#frame[slot] ?? "") : this.#global(name)),
      namespaceNodes: (node) => this.namespaces.nodesOf(node),
    });
    this.matcher = new PatternMatcher(run, this.#evaluation, (expression, node) =>
      this.#evaluation.evaluate(expression, { node, position: 1, size: 1 }),
    );
    this.#keys = new KeyTables(run, stylesheet.keys, this.matcher, (expression, node) =>
      this.evaluate(expression, this.#at(node, [])),
    );
  }

  /** @throws ClrException, BudgetExceeded */
  transform(): ResultTree {
    for (const name of this.stylesheet.globals.keys()) this.#global(name);
    this.apply(this.#at(this.#source, []), [this.#source], "", none);
    return this.out.root;
  }

  #at(node: XObject, frame: XPathValue[]): Activation {
    return { transformation: this, node, position: 1, size: 1, frame, mode: "", parameters: none };
  }

  // ── expressions ──

  evaluate(expression: XPathExpression, at: Activation): XPathValue {
    const [frame, current] = [this.#frame, this.#current];
    this.#frame = at.frame;
    this.#current = at.node;
    const value = this.#evaluation.evaluate(expression, at);
    this.#frame = frame;
    this.#current = current;
    return value;
  }

  string(expression: XPathExpression, at: Activation): string {
    return stringOf(this.run, this.evaluate(expression, at));
  }

  number(expression: XPathExpression, at: Activation): number {
    return numberOf(this.run, this.evaluate(expression, at));
  }

  boolean(expression: XPathExpression, at: Activation): boolean {
    return booleanOf(this.evaluate(expression, at));
  }

  /** @throws ClrException where it is no node-set */
  nodes(expression: XPathExpression, at: Activation): readonly XObject[] {
    const value = this.evaluate(expression, at);
    if (isNodeSet(value)) return value;
    throw xsltError("Expression must evaluate to a node-set.");
  }

  // ── templates ──

  /** Has each node treated by the rule that is for it, or by the rules that there are without any (5.8). */
  apply(at: Activation, nodes: readonly XObject[], mode: string, parameters: Parameters): void {
    const size = nodes.length;
    let position = 0;
    for (const node of nodes) {
      position++;
      const own: Activation = { ...at, node, position, size, mode, parameters };
      const template = this.#templateFor(node, mode);
      if (template === undefined) this.#builtIn(own);
      else this.complete({ template, at: own });
    }
  }

  #templateFor(node: XObject, mode: string): Template | undefined {
    const rules = this.stylesheet.rules.get(mode)?.candidates(node) ?? [];
    return rules.find(({ pattern }) => this.matcher.matches(pattern, node))?.template;
  }

  #builtIn(at: Activation): void {
    const { node } = at;
    this.run.spend(1);
    if (node instanceof XContainer) {
      this.enter(OF_TEMPLATE);
      this.apply(at, node.children, at.mode, none);
      this.leave(OF_TEMPLATE);
    } else if ((node instanceof XText || node instanceof XAttribute) && !(node instanceof NamespaceNode)) {
      this.out.text(node.value, false);
    }
  }

  /** Does what is left to be done, each template with a frame of its own. */
  complete(tail: TailCall | undefined): void {
    if (tail === undefined) return;
    this.enter(OF_TEMPLATE);
    for (let next: TailCall | undefined = tail; next !== undefined; ) {
      const { template, at }: TailCall = next;
      this.run.spend(STEPS_OF_TEMPLATE);
      next = template.body({ ...at, frame: [] });
    }
    this.leave(OF_TEMPLATE);
  }

  /** @param weight of what is on the call stack for it */
  enter(weight: number): void {
    this.run.spend(1);
    this.#depth += weight;
    if (this.#depth > MAX_DEPTH) throw new BudgetExceeded("depth");
  }

  leave(weight: number): void {
    this.#depth -= weight;
  }

  /** What a body makes, apart from the result. */
  fragment(body: Instruction, at: Activation): ResultTree {
    const outer = this.out;
    this.out = new ResultBuilder(this.run);
    this.enter(1);
    this.complete(body(at));
    this.leave(1);
    const { root } = this.out;
    this.out = outer;
    return root;
  }

  /** The text that a body makes: of attributes, comments and instructions. */
  text(body: Instruction, at: Activation): string {
    return stringOf(this.run, [this.fragment(body, at)]);
  }

  // ── what belongs to the whole ──

  /** Made when it is asked for first, so that their order does not count. */
  #global(name: string): XPathValue {
    const known = this.#globals.get(name);
    if (known !== undefined) return known;
    const variable = this.stylesheet.globals.get(name);
    if (variable === undefined) throw xsltError(`There is no variable '${name}'.`);
    if (this.#beingMade.has(name)) throw xsltError(`The variable '${name}' depends on itself.`);
    this.#beingMade.add(name);
    const given = variable.isParameter ? this.#given.get(name) : undefined;
    this.enter(OF_GLOBAL);
    const value = given ?? variable.value(this.#at(this.#source, []));
    this.leave(OF_GLOBAL);
    this.#beingMade.delete(name);
    this.#globals.set(name, value);
    return value;
  }

  #idOf(node: XObject): string {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.run.allocate(32);
    const id = `id${this.#ids.size + 1}`;
    this.#ids.set(node, id);
    return id;
  }
}
