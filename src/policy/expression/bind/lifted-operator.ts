// Operators of value types on nullables (C# 7 specification, "Lifted operators"): `a < b` of two DateTime?.

import { isValueType, membersOfOperator } from "../../type/catalogue.ts";
import { type ClrType, isSameType, nullable } from "../../type/clr-type.ts";
import type { Member } from "../../type/member.ts";
import type { Implementation } from "../../type/type-definition.ts";
import { boolType } from "../../type/well-known.ts";
import type { Run } from "../../value/run.ts";
import type { BoundExpression } from "../bound.ts";
import type { BindContext } from "./bind-context.ts";
import { tryConvert } from "./convert-operand.ts";
import { valueOperand } from "./operand.ts";

/** Undefined where neither side is nullable, or nothing fits. */
export function liftedOperator(
  context: BindContext,
  operator: string,
  left: BoundExpression,
  right: BoundExpression,
  at: number,
): BoundExpression | undefined {
  const sides = [left, right];
  if (!sides.some(({ type }) => type.kind === "nullable") || sides.some(({ type }) => type.kind === "null")) {
    return undefined;
  }
  const members = sides.flatMap(({ type }) => membersOfOperator(context.catalogue, type, operator));
  const distances = new Map(members.map(({ member }) => [member, distance(member, sides)]));
  const nearest = [...distances.keys()].sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
  for (const member of nearest) {
    const lifted = apply(context, operator, member, sides, at);
    if (lifted !== undefined) return lifted;
  }
  return undefined;
}

const underlying = (type: ClrType): ClrType => (type.kind === "nullable" ? type.underlying : type);

/** How many operands have to be converted. */
function distance({ parameters }: Member, sides: readonly BoundExpression[]): number {
  return sides.filter(({ type }, index) => {
    const parameter = parameters[index];
    return parameter === undefined || !isSameType(underlying(type), parameter.type);
  }).length;
}

function apply(
  context: BindContext,
  operator: string,
  member: Member,
  sides: readonly BoundExpression[],
  at: number,
): BoundExpression | undefined {
  const { parameters, body, display, returns } = member;
  const takesValues = parameters.every(({ type }) => isValueType(context.catalogue, type));
  if (parameters.length !== 2 || !takesValues || typeof body !== "function") return undefined;
  const operands = sides.flatMap((side, index) => {
    const parameter = parameters[index];
    if (parameter === undefined) return [];
    const operand = convertLifted(context, side, parameter.type);
    return operand === undefined ? [] : [operand];
  });
  if (operands.length !== 2) return undefined;
  const type = isSameType(returns, boolType) ? boolType : nullable(returns);
  const run = lift(body, operator, isSameType(returns, boolType));
  return {
    kind: "call",
    at,
    type,
    member: { display, body: { kind: "plain", run }, isInstance: false },
    operands,
  };
}

/** A value that a conversion of its own leads to the operator's type becomes that first. */
function convertLifted(
  context: BindContext,
  side: BoundExpression,
  type: ClrType,
): BoundExpression | undefined {
  const target = nullable(type);
  const direct = tryConvert(context, valueOperand(side), target);
  if (direct !== undefined || side.type.kind === "nullable") return direct;
  const converted = tryConvert(context, valueOperand(side), type);
  return converted === undefined ? undefined : tryConvert(context, valueOperand(converted), target);
}

/** With a null: equality compares, order is false, and everything else is null. */
function lift(body: Implementation, operator: string, isComparison: boolean): Implementation {
  return (run: Run, a: unknown, b: unknown): unknown => {
    if (a !== null && b !== null) return Reflect.apply(body, undefined, [run, a, b]);
    if (!isComparison) return null;
    return operator === "==" ? a === b : operator === "!=" && a !== b;
  };
}
