// Binary operators (C# 7 specification, "Binary operator overload resolution"): the operators of the
// operands' own types first, then the language's: arithmetic, strings, enums, references.

import { isNullable, isValueType, kindOf } from "../../type/catalogue.ts";
import { type ClrType, isSameType, nullable, typeName } from "../../type/clr-type.ts";
import { arithmeticType, numericName, promoteOne, promoteTwo } from "../../type/numeric-types.ts";
import { boolType, intType, objectType, stringType } from "../../type/well-known.ts";
import type { ArithmeticOperator, BoundExpression, OperandKind } from "../bound.ts";
import type { BinaryOperator, Expression } from "../syntax.ts";
import { castTo } from "./bind-cast.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { enumOperator } from "./bind-enum-operator.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { bindCoalesce, bindLogical } from "./bind-logical.ts";
import { userOperator } from "./bind-user-operator.ts";
import { isReferenceUpcast } from "./conversion.ts";
import { convertTo, errorValue, tryConvert } from "./convert-operand.ts";
import { foldBinary } from "./fold-constant.ts";
import { liftedOperator } from "./lifted-operator.ts";
import { valueOperand } from "./operand.ts";

export function bindBinary(
  context: BindContext,
  syntax: Expression & { readonly kind: "binary" },
): BoundExpression {
  const { operator, at } = syntax;
  if (operator === "&&" || operator === "||") return bindLogical(context, syntax, operator);
  if (operator === "??") {
    return bindCoalesce(context, bindValue(context, syntax.left), bindOperand(context, syntax.right), at);
  }
  const left = bindValue(context, syntax.left);
  const right = bindOperand(context, syntax.right);
  const value = right.kind === "value" ? right.value : bindValue(context, syntax.right);
  return applyBinary(context, operator, left, value, at);
}

export type PlainOperator = Exclude<BinaryOperator, "&&" | "||" | "??">;

/** Also what `a += b` computes. */
export function applyBinary(
  context: BindContext,
  operator: PlainOperator,
  left: BoundExpression,
  right: BoundExpression,
  at: number,
): BoundExpression {
  if (left.type.kind === "error" || right.type.kind === "error") return errorValue(at);
  const found =
    userOperator(context, operator, left, right, at) ??
    liftedOperator(context, operator, left, right, at) ??
    stringOperator(context, operator, left, right, at) ??
    shift(context, operator, left, right, at) ??
    numeric(context, operator, left, right, at) ??
    enumOperator(context, operator, left, right, at) ??
    boolOperator(context, operator, left, right, at) ??
    referenceEquality(context, operator, left, right, at);
  if (found !== undefined) return foldBinary(context, found);
  const hint = operator === "==" || operator === "!=" ? "cast one of them to the type of the other" : "";
  const message = `${typeName(left.type)} ${operator} ${typeName(right.type)} is not defined`;
  complainAt(context, at, "no-operator", message, hint);
  return errorValue(at);
}

export type Try = (
  context: BindContext,
  operator: PlainOperator,
  left: BoundExpression,
  right: BoundExpression,
  at: number,
) => BoundExpression | undefined;

const equality: ReadonlySet<string> = new Set(["==", "!="]);
export const comparison: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

function isString(type: ClrType): boolean {
  return isSameType(type, stringType);
}

const stringOperator: Try = (context, operator, left, right, at) => {
  const isConcat = operator === "+" && (isString(left.type) || isString(right.type));
  if (isConcat) {
    // Operands that are no strings are converted to object; the tiers print them.
    const parts = [left, right].map((side) =>
      isString(side.type) || side.type.kind === "null"
        ? { ...side, type: isString(side.type) ? side.type : stringType }
        : convertTo(context, valueOperand(side), objectType),
    );
    return binary("+", "string", stringType, parts[0] ?? left, parts[1] ?? right, at);
  }
  const canBeString = (side: BoundExpression): boolean => isString(side.type) || side.type.kind === "null";
  const isComparison = equality.has(operator) && (isString(left.type) || isString(right.type));
  if (!isComparison || !canBeString(left) || !canBeString(right)) return undefined;
  return binary(operator, "string", boolType, left, right, at);
};

const shift: Try = (context, operator, left, right, at) => {
  if (!isShift(operator)) return undefined;
  const isLifted = left.type.kind === "nullable" || right.type.kind === "nullable";
  const lifted = (type: ClrType): ClrType => (isLifted ? nullable(type) : type);
  const name = numericName(underlying(left.type));
  const count = tryConvert(context, valueOperand(right), lifted(intType));
  if (name === undefined || count === undefined) return undefined;
  const kind = promoteOne(name);
  if (kind === "float" || kind === "double" || kind === "decimal") return undefined;
  const type = lifted(arithmeticType(kind));
  const node = binary(operator, kind, type, convertTo(context, valueOperand(left), type), count, at);
  return { ...node, isLifted };
};

function isShift(operator: PlainOperator): boolean {
  return operator === "<<" || operator === ">>";
}

const numeric: Try = (context, operator, left, right, at) => {
  const isLifted = left.type.kind === "nullable" || right.type.kind === "nullable";
  const kind = isShift(operator) ? undefined : promotion(left, right);
  if (kind === undefined) return undefined;
  if (isBitwise(operator) && (kind === "float" || kind === "double" || kind === "decimal")) return undefined;
  const operandType = arithmeticType(kind);
  const target = isLifted ? nullable(operandType) : operandType;
  const sides = [left, right].map((side) => castTo(context, valueOperand(side), target, side.at));
  const type = comparison.has(operator) ? boolType : target;
  const { isChecked } = context;
  const node = binary(operator, kind, type, sides[0] ?? left, sides[1] ?? right, at);
  return { ...node, isChecked, isLifted };
};

/** An int constant that fits takes the type of an unsigned or long partner, as constants do in C#. */
function promotion(left: BoundExpression, right: BoundExpression): ReturnType<typeof promoteTwo> {
  const a = numericName(underlying(left.type));
  const b = numericName(underlying(right.type));
  if (a === undefined && left.type.kind === "null" && right.type.kind === "nullable" && b !== undefined) {
    return promoteOne(b);
  }
  if (b === undefined && right.type.kind === "null" && left.type.kind === "nullable" && a !== undefined) {
    return promoteOne(a);
  }
  if (a === undefined || b === undefined) return undefined;
  if (isSmallConstant(right) && (a === "ulong" || a === "uint")) return a;
  if (isSmallConstant(left) && (b === "ulong" || b === "uint")) return b;
  return promoteTwo(a, b);
}

function isSmallConstant(value: BoundExpression): boolean {
  return (
    value.kind === "constant" &&
    isSameType(value.type, intType) &&
    typeof value.value === "number" &&
    value.value >= 0
  );
}

export function underlying(type: ClrType): ClrType {
  return type.kind === "nullable" ? type.underlying : type;
}

export function isBitwise(operator: PlainOperator): boolean {
  return operator === "&" || operator === "|" || operator === "^";
}

const boolOperator: Try = (_context, operator, left, right, at) => {
  const isBool = (type: ClrType): boolean => isSameType(underlying(type), boolType);
  if (!isBool(left.type) || !isBool(right.type)) return undefined;
  if (!equality.has(operator) && !isBitwise(operator)) return undefined;
  const isLifted = left.type.kind === "nullable" || right.type.kind === "nullable";
  const type = isLifted && !equality.has(operator) ? nullable(boolType) : boolType;
  return { ...binary(operator, "bool", type, left, right, at), isLifted };
};

/** `==` between references, and between anything that can be null and null. */
const referenceEquality: Try = (context, operator, left, right, at) => {
  if (!equality.has(operator)) return undefined;
  const { catalogue } = context;
  const isNull = (side: BoundExpression): boolean => side.type.kind === "null";
  if (isNull(left) || isNull(right)) {
    const other = isNull(left) ? right : left;
    if (!isNull(other) && !isNullable(catalogue, other.type)) return undefined;
    return binary(operator, "reference", boolType, left, right, at);
  }
  if (isValueType(catalogue, left.type) || isValueType(catalogue, right.type)) return undefined;
  const isRelated =
    isReferenceUpcast(catalogue, left.type, right.type) ||
    isReferenceUpcast(catalogue, right.type, left.type) ||
    [left, right].some((side) => kindOf(catalogue, side.type) === "interface");
  return isRelated ? binary(operator, "reference", boolType, left, right, at) : undefined;
};

export function binary(
  operator: ArithmeticOperator,
  operands: OperandKind,
  type: ClrType,
  left: BoundExpression,
  right: BoundExpression,
  at: number,
): BoundExpression & { readonly kind: "binary" } {
  return { kind: "binary", at, type, operator, operands, isChecked: false, isLifted: false, left, right };
}
