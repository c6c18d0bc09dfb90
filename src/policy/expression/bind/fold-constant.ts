// Constants that are computed where they stand, as far as types depend on it: signs, casts, and the
// arithmetic of int and string constants (C# 7 specification, "Constant expressions").

import { isSameType } from "../../type/clr-type.ts";
import { holds, isWide, numericName } from "../../type/numeric-types.ts";
import { decimalType, doubleType, floatType, intType, longType, stringType } from "../../type/well-known.ts";
import { ClrDecimal, negateDecimal } from "../../value/number/decimal.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";

/** `-2147483648` and `-9223372036854775808` are single literals, since their digits alone do not fit. */
export function negatedLiteral(syntax: Expression & { readonly kind: "unary" }): BoundExpression | undefined {
  const { operand, at } = syntax;
  if (operand.kind !== "literal" || operand.literal.type !== "integer") return undefined;
  const { value, suffix } = operand.literal;
  if (suffix === "" && value === 2n ** 31n) return { kind: "constant", at, type: intType, value: -(2 ** 31) };
  if ((suffix === "" || suffix === "l") && value === 2n ** 63n) {
    return { kind: "constant", at, type: longType, value: -value };
  }
  return undefined;
}

export function foldUnary(node: BoundExpression): BoundExpression {
  if (node.kind !== "unary" || node.operand.kind !== "constant" || node.operator !== "-") return node;
  const { value } = node.operand;
  const { at, type } = node;
  if (isSameType(type, intType) && typeof value === "number" && holds(type, BigInt(-value))) {
    return { kind: "constant", at, type, value: 0 - value };
  }
  if (isSameType(type, longType) && typeof value === "bigint" && holds(type, -value)) {
    return { kind: "constant", at, type, value: -value };
  }
  const isReal = isSameType(type, doubleType) || isSameType(type, floatType);
  if (isReal && typeof value === "number") return { kind: "constant", at, type, value: -value };
  if (isSameType(type, decimalType) && value instanceof ClrDecimal) {
    return { kind: "constant", at, type, value: negateDecimal(value) };
  }
  return node;
}

/** Numeric casts of integer constants that hold the value; the others are done at run time. */
export function foldCast(node: BoundExpression): BoundExpression {
  if (node.kind !== "convert" || node.conversion.kind !== "numeric" || node.operand.kind !== "constant") {
    return node;
  }
  const { value } = node.operand;
  const isInteger = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (!isInteger || numericName(node.type) === undefined || !holds(node.type, BigInt(value))) return node;
  const wide = isWide(node.type);
  return { kind: "constant", at: node.at, type: node.type, value: wide ? BigInt(value) : Number(value) };
}

type Binary = BoundExpression & { readonly kind: "binary" };

export function foldBinary(context: BindContext, node: BoundExpression): BoundExpression {
  if (node.kind !== "binary" || node.left.kind !== "constant" || node.right.kind !== "constant") return node;
  const a = node.left.value;
  const b = node.right.value;
  if (node.operands === "string" && node.operator === "+" && typeof a === "string" && typeof b === "string") {
    return { kind: "constant", at: node.at, type: stringType, value: a + b };
  }
  if (node.operands === "enum" && node.operator === "|" && typeof a === "number" && typeof b === "number") {
    return { kind: "constant", at: node.at, type: node.type, value: a | b };
  }
  return typeof a === "number" && typeof b === "number" ? foldInt(context, node, a, b) : node;
}

function foldInt(context: BindContext, node: Binary, a: number, b: number): BoundExpression {
  if (node.operands !== "int" || !isSameType(node.type, intType)) return node;
  const value = intResult(context, node, BigInt(a), BigInt(b));
  if (value === undefined) return node;
  if (!holds(intType, value) && !context.isUnchecked) {
    complainAt(context, node.at, "constant-overflow", `${value} does not fit into int`, "write long: 1L");
    return node;
  }
  return { kind: "constant", at: node.at, type: intType, value: Number(BigInt.asIntN(32, value)) };
}

function intResult(context: BindContext, node: Binary, a: bigint, b: bigint): bigint | undefined {
  switch (node.operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
    case "%":
      if (b === 0n) {
        complainAt(context, node.at, "division-by-zero", "the divisor is the constant zero", "");
        return undefined;
      }
      return node.operator === "/" ? a / b : a % b;
    default:
      return undefined;
  }
}
