// + - ! ~ and the prefix ++ and --.

import { kindOf, membersOfOperator } from "../../type/catalogue.ts";
import { type ClrType, isSameType, nullable, typeName } from "../../type/clr-type.ts";
import { type ArithmeticName, arithmeticType, numericName, promoteOne } from "../../type/numeric-types.ts";
import { boolType, longType } from "../../type/well-known.ts";
import type { BoundExpression, OperandKind } from "../bound.ts";
import type { Expression, UnaryOperator } from "../syntax.ts";
import { bindPrefixStep } from "./bind-assignment.ts";
import { castTo } from "./bind-cast.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { bindValue } from "./bind-expression.ts";
import { callOperator } from "./bind-user-operator.ts";
import { errorValue } from "./convert-operand.ts";
import { foldUnary, negatedLiteral } from "./fold-constant.ts";
import { valueOperand } from "./operand.ts";

type UnarySyntax = Expression & { readonly kind: "unary" };

export function bindUnary(context: BindContext, syntax: UnarySyntax): BoundExpression {
  const { operator, at } = syntax;
  if (operator === "++" || operator === "--") return bindPrefixStep(context, syntax, operator);
  if (operator === "-") {
    const literal = negatedLiteral(syntax);
    if (literal !== undefined) return literal;
  }
  const operand = bindValue(context, syntax.operand);
  if (operand.type.kind === "error") return operand;
  const found = userUnary(context, operator, operand, at) ?? languageUnary(context, operator, operand, at);
  if (found !== undefined) return foldUnary(found);
  complainAt(context, at, "no-operator", `${operator}${typeName(operand.type)} is not defined`, "");
  return errorValue(at);
}

function userUnary(
  context: BindContext,
  operator: UnaryOperator,
  operand: BoundExpression,
  at: number,
): BoundExpression | undefined {
  const candidates = membersOfOperator(context.catalogue, operand.type, operator).filter(
    ({ member }) => member.parameters.length === 1,
  );
  if (candidates.length === 0) return undefined;
  const args = [{ at, name: undefined, mode: "value", operand: valueOperand(operand) }] as const;
  return callOperator(context, operator, candidates, args, at);
}

function languageUnary(
  context: BindContext,
  operator: UnaryOperator,
  operand: BoundExpression,
  at: number,
): BoundExpression | undefined {
  const inner = operand.type.kind === "nullable" ? operand.type.underlying : operand.type;
  const isLifted = operand.type.kind === "nullable";
  if (operator === "!") {
    if (!isSameType(inner, boolType)) return undefined;
    return unary("!", "bool", operand.type, operand, isLifted, at, false);
  }
  if (operator === "~" && kindOf(context.catalogue, inner) === "enum") {
    return unary("~", "enum", operand.type, operand, isLifted, at, false);
  }
  const name = numericName(inner);
  if (name === undefined) return undefined;
  const kind = operator === "-" && name === "uint" ? "long" : promoteOne(name);
  if (operator === "-" && kind === "ulong") return undefined;
  if (operator === "~" && isFractional(kind)) return undefined;
  const type = kind === "long" ? longType : arithmeticType(kind);
  const target = isLifted ? nullable(type) : type;
  const value = castTo(context, valueOperand(operand), target, at);
  if (operator === "+") return value;
  return unary(operator === "-" ? "-" : "~", kind, target, value, isLifted, at, context.isChecked);
}

function isFractional(kind: ArithmeticName): boolean {
  return kind === "float" || kind === "double" || kind === "decimal";
}

function unary(
  operator: "-" | "~" | "!",
  operands: OperandKind,
  type: ClrType,
  operand: BoundExpression,
  isLifted: boolean,
  at: number,
  isChecked: boolean,
): BoundExpression {
  return { kind: "unary", at, type, operator, operands, isChecked, isLifted, operand };
}
