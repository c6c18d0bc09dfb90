// Operators of enums (C# 7 specification, "Enum comparison", "Enum logical operators", "Addition" and
// "Subtraction" of enumerations), nullable ones included.

import { kindOf } from "../../type/catalogue.ts";
import { type ClrType, isSameType, nullable } from "../../type/clr-type.ts";
import { boolType, intType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import { binary, comparison, isBitwise, type Try, underlying } from "./bind-binary.ts";
import { castTo } from "./bind-cast.ts";
import { tryConvert } from "./convert-operand.ts";
import { valueOperand } from "./operand.ts";

export const enumOperator: Try = (context, operator, left, right, at) => {
  const isEnum = (type: ClrType): boolean => kindOf(context.catalogue, type) === "enum";
  const one = [left, right].map((side) => underlying(side.type)).find(isEnum);
  if (one === undefined) return undefined;
  const isLifted = left.type.kind === "nullable" || right.type.kind === "nullable";
  const lifted = (type: ClrType): ClrType => (isLifted ? nullable(type) : type);
  if (!comparison.has(operator) && !isBitwise(operator)) return enumSum(context, operator, left, right, at);
  const a = tryConvert(context, valueOperand(left), lifted(one));
  const b = tryConvert(context, valueOperand(right), lifted(one));
  if (a === undefined || b === undefined) return undefined;
  const type = comparison.has(operator) ? boolType : lifted(one);
  return { ...binary(operator, "enum", type, a, b, at), isLifted };
};

/** `day + 1` and `day - 1` are days, `day - day` is a number. */
const enumSum: Try = (context, operator, left, right, at) => {
  const isEnum = (type: ClrType): boolean => kindOf(context.catalogue, type) === "enum";
  const isDifference = operator === "-" && isSameType(left.type, right.type);
  const [day, count] = isEnum(left.type) ? [left, right] : [right, left];
  const isSum = operator === "+" || (operator === "-" && day === left);
  if (!isEnum(day.type) || (!isDifference && !(isSum && isSameType(count.type, intType)))) return undefined;
  const numbers = [left, right].map((side) => castTo(context, valueOperand(side), intType, at));
  const node = binary(operator, "int", intType, numbers[0] ?? left, numbers[1] ?? right, at);
  const sum: BoundExpression = { ...node, isChecked: context.isChecked };
  return isDifference ? sum : castTo(context, valueOperand(sum), day.type, at);
};
