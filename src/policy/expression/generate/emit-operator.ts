// Operators. Those of int, bool and text are JavaScript's own where the two agree; the rest are functions.

import { strict as assert } from "node:assert";
import { unaryArithmetic } from "../../value/number/arithmetic.ts";
import type { ArithmeticOperator, BoundExpression } from "../bound.ts";
import { operatorFunction } from "../closure/lift-operator.ts";
import { joinTexts } from "../runtime.ts";
import { emitExpression } from "./emit-expression.ts";
import type { FunctionText } from "./emitter.ts";

type Binary = BoundExpression & { readonly kind: "binary" };
type Unary = BoundExpression & { readonly kind: "unary" };

/** Operators of int that need no more than `| 0`, or nothing. */
const intText: Readonly<Partial<Record<ArithmeticOperator, (a: string, b: string) => string>>> = {
  "+": (a, b) => `(${a}+${b}|0)`,
  "-": (a, b) => `(${a}-${b}|0)`,
  "&": (a, b) => `(${a}&${b})`,
  "|": (a, b) => `(${a}|${b})`,
  "^": (a, b) => `(${a}^${b})`,
};

const comparisons: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  "<": "<",
  ">": ">",
  "<=": "<=",
  ">=": ">=",
  "==": "===",
  "!=": "!==",
};

const comparedByValue: ReadonlySet<string> = new Set(["int", "uint", "long", "ulong", "float", "double"]);

export function emitBinary(text: FunctionText, node: Binary): string {
  const left = emitExpression(text, node.left);
  const right = emitExpression(text, node.right);
  if (node.operands === "string" && node.operator === "+") {
    return `${text.emitter.slot(joinTexts)}(run,${left},${right})`;
  }
  const symbol = node.isLifted ? undefined : comparisons[node.operator];
  if (symbol !== undefined && comparedByValue.has(node.operands)) return `(${left}${symbol}${right})`;
  const isInline = node.operands === "int" && !node.isChecked && !node.isLifted;
  const inline = isInline ? intText[node.operator] : undefined;
  if (inline !== undefined) return inline(left, right);
  return `${text.emitter.slot(operatorFunction(node))}(${left},${right})`;
}

export function emitUnary(text: FunctionText, node: Unary): string {
  const operand = emitExpression(text, node.operand);
  if (node.operator === "!" && !node.isLifted) return `(!${operand})`;
  const found = unaryArithmetic(node.operands, node.operator, node.isChecked);
  assert(found !== undefined, `no ${node.operator} for ${node.operands}`);
  // The binder brought the operands to this kind.
  const apply = found as (value: unknown) => unknown;
  const run = node.isLifted ? (value: unknown) => (value === null ? null : apply(value)) : apply;
  return `${text.emitter.slot(run)}(${operand})`;
}
