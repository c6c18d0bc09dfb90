// Reads patterns: XPath expressions that are restricted to what can be asked of a node.

import type { SourceText } from "../document/document-tree.ts";
import type { NodeTest, XPathExpression, XPathStep } from "../value/xml/xpath-syntax.ts";
import { compileExpression, type Restriction } from "./compile-expression.ts";
import type { Pattern, PatternStep } from "./pattern.ts";
import type { LocalScope } from "./scope.ts";

/** Its alternatives; none where it is wrong, which is told. */
export function compilePattern(
  scope: LocalScope,
  source: SourceText,
  namespaces: ReadonlyMap<string, string>,
  restriction?: Restriction,
): readonly Pattern[] {
  const expression = compileExpression(scope, source, namespaces, restriction);
  if (expression === undefined) return [];
  const patterns = alternatives(expression).map(patternOf);
  const found = patterns.filter((pattern) => pattern !== undefined);
  if (found.length === patterns.length && !callsCurrent(expression)) return found;
  const text = source.text.trim();
  const message = callsCurrent(expression) ? `the pattern ${text} calls current()` : `${text} is no pattern`;
  const hint = "patterns have child and attribute steps with / and //, and begin with none, / or key()";
  scope.report.mistake(source.placeAt(Math.max(source.text.search(/\S/), 0)), message, hint);
  return [];
}

function alternatives(expression: XPathExpression): readonly XPathExpression[] {
  if (expression.kind !== "binary" || expression.operator !== "|") return [expression];
  return [...alternatives(expression.left), ...alternatives(expression.right)];
}

function patternOf(expression: XPathExpression): Pattern | undefined {
  if (isKey(expression)) return { anchor: expression, steps: [], priority: 0.5 };
  if (expression.kind !== "path" || expression.predicates.length > 0) return undefined;
  const { start } = expression;
  const steps = stepsOf(expression.steps);
  if (steps === undefined) return undefined;
  if (start === "root") return { anchor: "root", steps, priority: 0.5 };
  if (start === "context") return { anchor: "any", steps, priority: defaultPriority(steps) };
  return isKey(start) ? { anchor: start, steps, priority: 0.5 } : undefined;
}

const isKey = (expression: XPathExpression): boolean =>
  expression.kind === "call" && expression.name === "key" && expression.args.every(isLiteral);

const isLiteral = ({ kind }: XPathExpression): boolean => kind === "string" || kind === "number";

function stepsOf(steps: readonly XPathStep[]): readonly PatternStep[] | undefined {
  const found: PatternStep[] = [];
  let isDescendant = false;
  for (const { axis, test, predicates } of steps) {
    if (axis === "descendant-or-self" && test.kind === "node" && predicates.length === 0) {
      isDescendant = true;
      continue;
    }
    if (axis !== "child" && axis !== "attribute") return undefined;
    found.push({ axis, test, predicates, isDescendant, isPositional: predicates.some(isPositional) });
    isDescendant = false;
  }
  return isDescendant ? undefined : found;
}

function defaultPriority(steps: readonly PatternStep[]): number {
  const [only] = steps;
  if (only === undefined || steps.length > 1 || only.predicates.length > 0 || only.isDescendant) return 0.5;
  return testPriority(only.test);
}

function testPriority(test: NodeTest): number {
  if (test.kind === "name") {
    if (test.local !== undefined) return 0;
    return test.prefix === "" ? -0.5 : -0.25;
  }
  return test.kind === "processing-instruction" && test.target !== undefined ? 0 : -0.5;
}

/** Whether a predicate may be a number, or asks for the position. */
function isPositional(predicate: XPathExpression): boolean {
  return mayBeNumber(predicate) || asksPosition(predicate);
}

const numbers = new Set([
  ...["last", "position", "count", "string-length", "number", "sum", "floor", "ceiling", "round"],
]);

function mayBeNumber(expression: XPathExpression): boolean {
  switch (expression.kind) {
    case "number":
    case "negate":
    case "variable":
      return true;
    case "binary":
      return ["+", "-", "*", "div", "mod"].includes(expression.operator);
    case "call":
      return numbers.has(expression.name);
    default:
      return false;
  }
}

/** Of its own focus: predicates inside of it have theirs. */
function asksPosition(expression: XPathExpression): boolean {
  switch (expression.kind) {
    case "call":
      return ["position", "last"].includes(expression.name) || expression.args.some(asksPosition);
    case "negate":
      return asksPosition(expression.operand);
    case "binary":
      return asksPosition(expression.left) || asksPosition(expression.right);
    case "path":
      return typeof expression.start !== "string" && asksPosition(expression.start);
    default:
      return false;
  }
}

function callsCurrent(expression: XPathExpression): boolean {
  switch (expression.kind) {
    case "call":
      return expression.name === "current" || expression.args.some(callsCurrent);
    case "negate":
      return callsCurrent(expression.operand);
    case "binary":
      return callsCurrent(expression.left) || callsCurrent(expression.right);
    case "path": {
      const { start, predicates, steps } = expression;
      const inner = [...predicates, ...steps.flatMap((step) => step.predicates)];
      return (typeof start !== "string" && callsCurrent(start)) || inner.some(callsCurrent);
    }
    default:
      return false;
  }
}
