// Evaluates XPath 1.0 over trees of LINQ to XML. Every node that is looked at costs fuel, and a step looks
// at no node twice for the same context.

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { descendantNodes } from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XElement } from "./x-element.ts";
import { XComment, XProcessingInstruction, XText } from "./x-leaf.ts";
import type { XObject } from "./x-object.ts";
import { xpathError } from "./xml-error.ts";
import { XML_NAMESPACE } from "./xml-token.ts";
import { axisNodes, reverseAxes } from "./xpath-axes.ts";
import { compareXPath } from "./xpath-comparison.ts";
import { type XPathFocus, type XPathFunction, xpathFunctions } from "./xpath-functions.ts";
import { needsContext, parseXPath } from "./xpath-parser.ts";
import type {
  NodeTest,
  XPathAxis,
  XPathExpression,
  XPathOperator,
  XPathStep,
  XPathVariable,
} from "./xpath-syntax.ts";
import { booleanOf, isNodeSet, numberOf, type XPathValue } from "./xpath-value.ts";

/** Prefix → namespace; undefined where the caller gave none. */
export type XPathNamespaces = ReadonlyMap<string, string> | undefined;

/** What expressions reach beside nodes. */
export type XPathEnvironment = {
  readonly namespaces: XPathNamespaces;
  readonly functions: ReadonlyMap<string, XPathFunction>;
  /** For languages that have variables. */
  readonly variable?: (variable: XPathVariable) => XPathValue;
  /** The nodes of the axis `namespace`; LINQ to XML has none. */
  readonly namespaceNodes?: (node: XObject) => readonly XObject[];
};

/** @throws ClrException XPathException */
export function evaluateXPath(
  run: Run,
  text: string,
  node: XObject,
  namespaces: XPathNamespaces,
): XPathValue {
  run.spend(text.length * 4);
  const expression = parseXPath(text);
  const evaluation = new XPathEvaluation(run, { namespaces, functions: xpathFunctions });
  return evaluation.evaluate(expression, { node, position: 1, size: 1 });
}

/** The nodes that an expression selects, in the order of the document; undefined for another value. */
export function selectXPath(
  run: Run,
  text: string,
  node: XObject,
  namespaces: XPathNamespaces,
): readonly XObject[] | undefined {
  const value = evaluateXPath(run, text, node, namespaces);
  return isNodeSet(value) ? value : undefined;
}

/** One or more expressions over trees that do not change meanwhile. */
export class XPathEvaluation {
  readonly #run: Run;
  readonly #environment: XPathEnvironment;
  /** Places in the document, by its root, made when a set must be put in order. */
  readonly #orders = new Map<XObject, ReadonlyMap<XObject, number>>();

  constructor(run: Run, environment: XPathEnvironment) {
    this.#run = run;
    this.#environment = environment;
  }

  evaluate(expression: XPathExpression, focus: XPathFocus): XPathValue {
    this.#run.spend(1);
    switch (expression.kind) {
      case "number":
      case "string":
        return expression.value;
      case "variable":
        // The parser lets variables pass only where the language has them.
        return this.#environment.variable?.(expression) ?? "";
      case "negate":
        return -numberOf(this.#run, this.evaluate(expression.operand, focus));
      case "call": {
        const args = expression.args.map((each) => this.evaluate(each, focus));
        // The parser lets known names pass only.
        return this.#environment.functions.get(expression.name)?.apply(this.#run, focus, args) ?? "";
      }
      case "path":
        return this.#path(expression, focus);
      case "binary":
        return this.#binary(expression.operator, expression.left, expression.right, focus);
    }
  }

  #binary(
    operator: XPathOperator,
    left: XPathExpression,
    right: XPathExpression,
    focus: XPathFocus,
  ): XPathValue {
    const a = this.evaluate(left, focus);
    if (operator === "or") return booleanOf(a) || booleanOf(this.evaluate(right, focus));
    if (operator === "and") return booleanOf(a) && booleanOf(this.evaluate(right, focus));
    const b = this.evaluate(right, focus);
    if (operator === "|") return this.ordered(new Set([...this.#nodes(a), ...this.#nodes(b)]));
    return arithmetic(this.#run, operator, a, b) ?? compareXPath(this.#run, operator, a, b);
  }

  #nodes(value: XPathValue): readonly XObject[] {
    if (!isNodeSet(value)) throw xpathError("Expression must evaluate to a node-set.");
    return value;
  }

  #path(path: XPathExpression & { readonly kind: "path" }, focus: XPathFocus): readonly XObject[] {
    let nodes: readonly XObject[];
    if (path.start === "root") nodes = [focus.node.root];
    else if (path.start === "context") nodes = [focus.node];
    else nodes = this.#nodes(this.evaluate(path.start, focus));
    for (const predicate of path.predicates) nodes = this.filtered(nodes, predicate);
    for (const step of path.steps) nodes = this.#step(step, nodes);
    return nodes;
  }

  #step(step: XPathStep, contexts: readonly XObject[]): readonly XObject[] {
    const matches = this.matcher(step);
    const found = new Set<XObject>();
    for (const context of contexts) {
      let nodes: XObject[] = [];
      for (const node of this.#axis(step.axis, context)) {
        this.#run.spend(1);
        if (matches(node)) nodes.push(node);
      }
      for (const predicate of step.predicates) nodes = this.filtered(nodes, predicate);
      this.#run.allocate(nodes.length * 8);
      for (const node of nodes) found.add(node);
    }
    const isOrdered = contexts.length < 2 && !reverseAxes.has(step.axis);
    return isOrdered ? [...found] : this.ordered(found);
  }

  #axis(axis: XPathAxis, node: XObject): Iterable<XObject> {
    if (axis !== "namespace") return axisNodes(this.#run, axis, node);
    return this.#environment.namespaceNodes?.(node) ?? [];
  }

  /** Those for which a predicate holds; they come in the order of their positions. */
  filtered(nodes: readonly XObject[], predicate: XPathExpression): XObject[] {
    const size = nodes.length;
    return nodes.filter((node, index) => {
      const value = this.evaluate(predicate, { node, position: index + 1, size });
      return typeof value === "number" ? value === index + 1 : booleanOf(value);
    });
  }

  /** Whether a node of the axis passes the test of a step, predicates aside. */
  matcher({ axis, test }: Pick<XPathStep, "axis" | "test">): (node: XObject) => boolean {
    if (test.kind !== "name") return (node) => isOfType(node, test);
    const uri = test.uri ?? this.#uriOf(test.prefix);
    const isOfElements = axis !== "attribute" && axis !== "namespace";
    const isAny = test.prefix === "" && test.local === undefined;
    return (node) => {
      const isPrincipal = isOfElements ? node instanceof XElement : node instanceof XAttribute;
      if (!isPrincipal || !(node instanceof XElement || node instanceof XAttribute)) return false;
      if (isAny) return true;
      return (test.local === undefined || node.name.local === test.local) && node.name.namespace.uri === uri;
    };
  }

  #uriOf(prefix: string): string {
    if (prefix === "") return "";
    const { namespaces } = this.#environment;
    if (namespaces === undefined) throw xpathError(needsContext);
    const uri = prefix === "xml" ? XML_NAMESPACE : namespaces.get(prefix);
    if (uri === undefined) throw xpathError(`Namespace prefix '${prefix}' is not defined.`);
    return uri;
  }

  /** In the order of the document; of several documents, those of one together. */
  ordered(nodes: ReadonlySet<XObject>): readonly XObject[] {
    const result: XObject[] = [];
    let left = nodes;
    for (let [first] = left; first !== undefined; [first] = left) {
      if (left.size === 1) return result.length === 0 ? [first] : [...result, first];
      this.#run.spend(left.size);
      const order = this.#orderOf(first.root);
      const others = new Set<XObject>();
      const own: XObject[] = [];
      for (const node of left) {
        if (placeIn(order, node) === undefined) others.add(node);
        else own.push(node);
      }
      own.sort((a, b) => (placeIn(order, a) ?? 0) - (placeIn(order, b) ?? 0));
      if (others.size === 0 && result.length === 0) return own;
      for (const node of own) result.push(node);
      left = others;
    }
    return result;
  }

  #orderOf(root: XObject): ReadonlyMap<XObject, number> {
    const known = this.#orders.get(root);
    if (known !== undefined) return known;
    const order = new Map<XObject, number>();
    const number = (node: XObject): void => {
      this.#run.allocate(16);
      order.set(node, order.size);
      if (node instanceof XElement) for (const attribute of node.attributes) order.set(attribute, order.size);
    };
    number(root);
    if (root instanceof XContainer) for (const node of descendantNodes(this.#run, root)) number(node);
    this.#orders.set(root, order);
    return order;
  }
}

/** Nodes of namespaces have the places of their elements; those of other documents have none. */
function placeIn(order: ReadonlyMap<XObject, number>, node: XObject): number | undefined {
  return order.get(node) ?? (node.parent === null ? undefined : order.get(node.parent));
}

function isOfType(node: XObject, test: NodeTest): boolean {
  switch (test.kind) {
    case "text":
      return node instanceof XText;
    case "comment":
      return node instanceof XComment;
    case "processing-instruction":
      return (
        node instanceof XProcessingInstruction && (test.target === undefined || node.target === test.target)
      );
    default:
      return true;
  }
}

/** Undefined for an operator that compares. */
function arithmetic(run: Run, operator: XPathOperator, a: XPathValue, b: XPathValue): number | undefined {
  switch (operator) {
    case "+":
      return numberOf(run, a) + numberOf(run, b);
    case "-":
      return numberOf(run, a) - numberOf(run, b);
    case "*":
      return numberOf(run, a) * numberOf(run, b);
    case "div":
      return numberOf(run, a) / numberOf(run, b);
    case "mod":
      return numberOf(run, a) % numberOf(run, b);
    default:
      return undefined;
  }
}
