// Implicit conversions of expressions: besides those of their types, constants that fit, null, default,
// lambdas and methods as delegates (C# 7 specification, "Implicit conversions").

import { kindOf } from "../../type/catalogue.ts";
import { type ClrType, errorType, isSameType, typeName } from "../../type/clr-type.ts";
import { holds, isWide, numericName } from "../../type/numeric-types.ts";
import { decimalType, intType, longType } from "../../type/well-known.ts";
import type { BoundExpression, Conversion } from "../bound.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import {
  bindLambda,
  bindLambdaAs,
  bindMethodsAsDelegate,
  delegateOf,
  fitsParameters,
} from "./bind-lambda.ts";
import { implicitConversion } from "./conversion.ts";
import { defaultValue } from "./default-value.ts";
import type { Operand } from "./operand.ts";

/** Undefined when there is no implicit conversion; nothing is complained about. */
export function tryConvert(context: BindContext, operand: Operand, to: ClrType): BoundExpression | undefined {
  switch (operand.kind) {
    case "value":
      return convertValue(context, operand.value, to);
    case "default":
      return defaultValue(context.catalogue, to, operand.at);
    case "lambda":
      return bindLambda(context, operand.syntax, to);
    case "methods":
    case "local-function":
      return bindMethodsAsDelegate(context, operand, to);
    case "throw":
      return { kind: "throw", at: operand.at, type: to, operand: operand.operand };
    default:
      return undefined;
  }
}

function convertValue(
  context: BindContext,
  value: BoundExpression,
  to: ClrType,
): BoundExpression | undefined {
  const constant = value.kind === "constant" ? convertConstant(context, value, to) : undefined;
  if (constant !== undefined) return constant;
  const conversion = implicitConversion(context.catalogue, value.type, to);
  return conversion === undefined ? undefined : converted(value, to, conversion);
}

/** A conversion as a node, or no node where nothing is to be done. */
export function converted(value: BoundExpression, to: ClrType, conversion: Conversion): BoundExpression {
  const isNone = conversion.kind === "identity";
  if (isNone && isSameType(value.type, to)) return value;
  // An anonymous object is made of the type that its own node says.
  if (isNone && value.kind !== "new-anonymous") return { ...value, type: to };
  return { kind: "convert", at: value.at, type: to, operand: value, conversion };
}

/** An int constant becomes any integer type that holds it, a long one ulong; 0 becomes any enum. */
function convertConstant(
  context: BindContext,
  value: BoundExpression & { kind: "constant" },
  to: ClrType,
): BoundExpression | undefined {
  const isInteger = isSameType(value.type, intType) || isSameType(value.type, longType);
  if (!isInteger) return undefined;
  // Integer constants are numbers or bigints.
  const number = BigInt(value.value as number | bigint);
  if (number === 0n && kindOf(context.catalogue, to) === "enum") return { ...value, type: to, value: 0 };
  const name = numericName(to);
  if (name === undefined || name === "char" || isSameType(to, decimalType)) return undefined;
  if (isSameType(value.type, longType) && name !== "ulong" && name !== "long") return undefined;
  if (!holds(to, number)) return undefined;
  return { ...value, type: to, value: isWide(to) ? number : Number(number) };
}

/** The value as `to`, or a complaint and a value of the error type. */
export function convertTo(context: BindContext, operand: Operand, to: ClrType): BoundExpression {
  const found = tryConvert(context, operand, to);
  if (found !== undefined) return found;
  const delegate = operand.kind === "lambda" ? delegateOf(context.catalogue, to) : undefined;
  if (
    operand.kind === "lambda" &&
    delegate !== undefined &&
    fitsParameters(context, operand.syntax, delegate)
  ) {
    // What is wrong inside the lambda says more than that it does not fit.
    return bindLambdaAs(context, operand.syntax, delegate, to);
  }
  const isKnown = operand.kind !== "value" || operand.value.type.kind !== "error";
  if (isKnown && to.kind !== "error") {
    const from = describe(operand);
    const hint = hintFor(operand, to);
    complainAt(context, operand.at, "no-conversion", `${from} is not a ${typeName(to)}`, hint);
  }
  return errorValue(operand.at);
}

function hintFor(operand: Operand, to: ClrType): string {
  if (operand.kind !== "value") return "";
  return operand.value.type.kind === "void"
    ? "the call gives nothing"
    : `a cast may do it: (${typeName(to)})`;
}

export function errorValue(at: number): BoundExpression {
  return { kind: "constant", at, type: errorType, value: null };
}

/** For messages: the type of a value, what else it is otherwise. */
export function describe(operand: Operand): string {
  switch (operand.kind) {
    case "value":
      return operand.value.type.kind === "null" ? "null" : `a ${typeName(operand.value.type)}`;
    case "methods":
      return `the method ${operand.name}`;
    case "local-function":
      return `the method ${operand.function.name}`;
    case "type":
      return `the type ${typeName(operand.type)}`;
    case "namespace":
      return `the namespace ${operand.name}`;
    default:
      return `a ${operand.kind}`;
  }
}
