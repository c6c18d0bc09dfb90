// XPath 1.0 (W3C recommendation): text → tree. Which functions there are, and whether there are variables, is
// for the language around it to say.

import { xpathError } from "./xml-error.ts";
import { xpathFunctions } from "./xpath-functions.ts";
import { lexXPath, type XPathToken } from "./xpath-lexer.ts";
import type { NodeTest, XPathAxis, XPathExpression, XPathOperator, XPathStep } from "./xpath-syntax.ts";

const MAX_DEPTH = 100;
/** What is evaluated calls itself for each operator of a row. */
const MAX_OPERATORS = 1000;

export const needsContext =
  "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.";
const noNodes = "Expression must evaluate to a node-set.";

/** Weakest first. */
const levels: readonly (readonly XPathOperator[])[] = [
  ["or"],
  ["and"],
  ["=", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "div", "mod"],
];

const axes: ReadonlySet<string> = new Set<XPathAxis>([
  "child",
  "descendant",
  "descendant-or-self",
  "parent",
  "ancestor",
  "ancestor-or-self",
  "following",
  "following-sibling",
  "preceding",
  "preceding-sibling",
  "attribute",
  "self",
  "namespace",
]);
const nodeTypes = ["node", "text", "comment", "processing-instruction"];

const anyNode: XPathStep = { axis: "descendant-or-self", test: { kind: "node" }, predicates: [] };

export type XPathArity = { readonly least: number; readonly most: number };

/** What an expression may name beside nodes. */
export type XPathVocabulary = {
  /** By name as written, prefix included; undefined for one that there is not.
   * @throws ClrException to say why */
  readonly functionOf: (name: string) => XPathArity | undefined;
  readonly hasVariables: boolean;
};

const plainVocabulary: XPathVocabulary = {
  functionOf: (name) => xpathFunctions.get(name),
  hasVariables: false,
};

/** @throws ClrException XPathException */
export function parseXPath(text: string, vocabulary = plainVocabulary): XPathExpression {
  const parser = new XPathParser(text, vocabulary);
  return parser.whole();
}

class XPathParser {
  readonly #text: string;
  readonly #tokens: readonly XPathToken[];
  readonly #vocabulary: XPathVocabulary;
  #at = 0;
  #depth = 0;
  #operators = 0;

  constructor(text: string, vocabulary: XPathVocabulary) {
    this.#text = text;
    this.#vocabulary = vocabulary;
    this.#tokens = lexXPath(text);
  }

  whole(): XPathExpression {
    const expression = this.#binary(0);
    if (this.#next.kind !== "end") throw this.#invalid();
    return expression;
  }

  get #next(): XPathToken {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #after(): XPathToken {
    return this.#tokens[this.#at + 1] ?? { kind: "end", text: "" };
  }

  #invalid(): Error {
    return xpathError(`'${this.#text}' has an invalid token.`);
  }

  #is(text: string): boolean {
    return this.#next.kind === "symbol" && this.#next.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#next.kind === "end" ? xpathError(noNodes) : this.#invalid();
  }

  #binary(level: number): XPathExpression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { kind, text } = this.#next;
      const operator = operators.find((each) => each === text);
      if (operator === undefined || (kind !== "symbol" && kind !== "name")) return left;
      this.#at++;
      this.#countOperator();
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): XPathExpression {
    let isNegative = false;
    let hasSign = false;
    while (this.#take("-")) {
      isNegative = !isNegative;
      hasSign = true;
    }
    const operand = this.#union();
    if (!hasSign) return operand;
    const negated: XPathExpression = { kind: "negate", operand };
    return isNegative ? negated : { kind: "negate", operand: negated };
  }

  #union(): XPathExpression {
    let left = this.#path();
    while (this.#take("|")) {
      this.#countOperator();
      left = { kind: "binary", operator: "|", left, right: this.#path() };
    }
    return left;
  }

  #countOperator(): void {
    if (++this.#operators > MAX_OPERATORS) throw xpathError("The xpath query is too complex.");
  }

  #path(): XPathExpression {
    if (this.#take("//"))
      return { kind: "path", start: "root", predicates: [], steps: [anyNode, ...this.#steps()] };
    if (this.#take("/")) {
      const steps = this.#startsStep() ? this.#steps() : [];
      return { kind: "path", start: "root", predicates: [], steps };
    }
    if (this.#startsPrimary()) return this.#filter();
    return { kind: "path", start: "context", predicates: [], steps: this.#steps() };
  }

  #startsStep(): boolean {
    return this.#next.kind === "name" || [".", "..", "@", "*"].some((symbol) => this.#is(symbol));
  }

  #startsPrimary(): boolean {
    const { kind, text } = this.#next;
    if (kind === "number" || kind === "string" || this.#is("(") || this.#is("$")) return true;
    const isCall = kind === "name" && this.#after().text === "(" && this.#after().kind === "symbol";
    return isCall && !nodeTypes.includes(text);
  }

  #filter(): XPathExpression {
    const start = this.#primary();
    const predicates = this.#predicates();
    const steps: XPathStep[] = [];
    if (this.#take("//")) steps.push(anyNode, ...this.#steps());
    else if (this.#take("/")) steps.push(...this.#steps());
    if (predicates.length === 0 && steps.length === 0) return start;
    return { kind: "path", start, predicates, steps };
  }

  #primary(): XPathExpression {
    const { kind, text } = this.#next;
    if (this.#is("$")) return this.#variable();
    this.#at++;
    if (kind === "number") return { kind: "number", value: Number(text) };
    if (kind === "string") return { kind: "string", value: text };
    if (kind === "symbol") {
      const inner = this.#nested(() => this.#binary(0));
      this.#expect(")");
      return inner;
    }
    return this.#call(text);
  }

  #variable(): XPathExpression {
    if (!this.#vocabulary.hasVariables) throw xpathError(needsContext);
    this.#at++;
    const { kind, text } = this.#next;
    if (kind !== "name" || text.endsWith("*")) throw this.#invalid();
    this.#at++;
    return { kind: "variable", name: text, slot: -1 };
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw xpathError("The xpath query is too complex.");
    const result = read();
    this.#depth--;
    return result;
  }

  #call(name: string): XPathExpression {
    this.#expect("(");
    const args: XPathExpression[] = [];
    if (!this.#take(")")) {
      do args.push(this.#nested(() => this.#binary(0)));
      while (this.#take(","));
      this.#expect(")");
    }
    const known = this.#vocabulary.functionOf(name);
    if (known === undefined) throw xpathError(needsContext);
    if (args.length < known.least || args.length > known.most) {
      throw xpathError(`Function '${name}' in '${this.#text}' has an invalid number of arguments.`);
    }
    return { kind: "call", name, args };
  }

  #steps(): XPathStep[] {
    const steps = [this.#step()];
    for (;;) {
      if (this.#take("//")) steps.push(anyNode, this.#step());
      else if (this.#take("/")) steps.push(this.#step());
      else return steps;
    }
  }

  #step(): XPathStep {
    if (this.#take(".")) return { axis: "self", test: { kind: "node" }, predicates: [] };
    if (this.#take("..")) return { axis: "parent", test: { kind: "node" }, predicates: [] };
    const axis = this.#axis();
    return { axis, test: this.#test(), predicates: this.#predicates() };
  }

  #axis(): XPathAxis {
    if (this.#take("@")) return "attribute";
    const { kind, text } = this.#next;
    if (kind !== "name" || this.#after().text !== "::") return "child";
    if (!isAxis(text)) throw this.#invalid();
    this.#at += 2;
    return text;
  }

  #test(): NodeTest {
    const { kind, text } = this.#next;
    if (kind === "end") throw xpathError(noNodes);
    if (this.#take("*")) return { kind: "name", prefix: "", local: undefined };
    if (kind !== "name") throw xpathError(noNodes);
    this.#at++;
    if (this.#is("(")) return this.#typeTest(text);
    const colon = text.indexOf(":");
    if (colon < 0) return { kind: "name", prefix: "", local: text };
    const local = text.slice(colon + 1);
    return { kind: "name", prefix: text.slice(0, colon), local: local === "*" ? undefined : local };
  }

  #typeTest(type: string): NodeTest {
    this.#expect("(");
    const target = this.#next.kind === "string" ? this.#next.text : undefined;
    if (target !== undefined) this.#at++;
    this.#expect(")");
    if (type === "processing-instruction") return { kind: type, target };
    if ((type === "node" || type === "text" || type === "comment") && target === undefined)
      return { kind: type };
    throw this.#invalid();
  }

  #predicates(): XPathExpression[] {
    const predicates: XPathExpression[] = [];
    while (this.#take("[")) {
      predicates.push(this.#nested(() => this.#binary(0)));
      this.#expect("]");
    }
    return predicates;
  }
}

const isAxis = (text: string): text is XPathAxis => axes.has(text);
