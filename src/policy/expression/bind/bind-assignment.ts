// =, the compound assignments, ++ and --. What a target is made of is evaluated once: receivers and indices
// move into locals first.

import type { ClrType } from "../../type/clr-type.ts";
import { intType } from "../../type/well-known.ts";
import type { BoundExpression, BoundLocal, BoundTarget } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { applyBinary, type PlainOperator } from "./bind-binary.ts";
import { castTo } from "./bind-cast.ts";
import { type BindContext, temporary } from "./bind-context.ts";
import { bindOperand, bindValue } from "./bind-expression.ts";
import { type AssignmentTarget, bindAssignmentTarget } from "./bind-target.ts";
import { convertTo, errorValue, tryConvert } from "./convert-operand.ts";
import { valueOperand } from "./operand.ts";

export function bindAssignment(
  context: BindContext,
  syntax: Expression & { readonly kind: "assignment" },
): BoundExpression {
  const { at, operator } = syntax;
  if (operator === "=" && isDiscard(context, syntax.target)) return bindValue(context, syntax.value);
  const found = bindAssignmentTarget(context, syntax.target);
  if (found === undefined) {
    bindOperand(context, syntax.value);
    return errorValue(at);
  }
  const { type } = found.read;
  if (operator === "=") {
    const value = convertTo(context, bindOperand(context, syntax.value), type);
    return { kind: "assign", at, type, target: found.target, value };
  }
  const once = evaluateOnce(context, found);
  // The operator without its = is one of the binary ones.
  const symbol = operator.slice(0, -1) as PlainOperator;
  const operand = bindValue(context, syntax.value);
  const result = applyBinary(context, symbol, once.read, operand, at);
  const value = castBack(context, symbol, result, operand, type, at);
  return sequence(once, { kind: "assign", at, type, target: once.target, value });
}

/** `byte += 1` is computed as int and cast back; `int += 1.5` is not, since 1.5 alone is no int either. */
function castBack(
  context: BindContext,
  symbol: PlainOperator,
  result: BoundExpression,
  operand: BoundExpression,
  type: ClrType,
  at: number,
): BoundExpression {
  const isShift = symbol === "<<" || symbol === ">>";
  const isAllowed = isShift || tryConvert(context, valueOperand(operand), type) !== undefined;
  return isAllowed
    ? castTo(context, valueOperand(result), type, at)
    : convertTo(context, valueOperand(result), type);
}

function isDiscard(context: BindContext, target: Expression): boolean {
  if (target.kind !== "name" || target.name !== "_") return false;
  for (let at: typeof context.scope | undefined = context.scope; at !== undefined; at = at.parent) {
    if (at.names.has("_")) return false;
  }
  return true;
}

type Once = AssignmentTarget & { readonly first: readonly First[] };
type First = { readonly local: BoundLocal; readonly value: BoundExpression };

function evaluateOnce(context: BindContext, found: AssignmentTarget): Once {
  const first: First[] = [];
  const moved = new Map<BoundExpression, BoundExpression>();
  const move = (value: BoundExpression): BoundExpression => {
    if (value.kind === "constant" || value.kind === "local") return value;
    const local = temporary(context, value.type);
    first.push({ local, value });
    const read: BoundExpression = { kind: "local", at: value.at, type: value.type, local };
    moved.set(value, read);
    return read;
  };
  const target = movedTarget(found.target, move);
  return { target, read: movedRead(found.read, target), first };
}

function movedTarget(target: BoundTarget, move: (value: BoundExpression) => BoundExpression): BoundTarget {
  switch (target.kind) {
    case "array-item":
      return { kind: "array-item", array: move(target.array), index: move(target.index) };
    case "setter":
      return { ...target, operands: target.operands.map(move) };
    default:
      return target;
  }
}

/** Reading goes through the same operands as writing. */
function movedRead(read: BoundExpression, target: BoundTarget): BoundExpression {
  if (target.kind === "array-item" && read.kind === "array-item") {
    return { ...read, array: target.array, index: target.index };
  }
  if (target.kind === "setter" && read.kind === "call") return { ...read, operands: target.operands };
  return read;
}

function sequence(once: Once, value: BoundExpression): BoundExpression {
  if (once.first.length === 0) return value;
  return { kind: "sequence", at: value.at, type: value.type, first: once.first, value };
}

/** ++x, --x: the value after. */
export function bindPrefixStep(
  context: BindContext,
  syntax: Expression & { readonly kind: "unary" },
  operator: "++" | "--",
): BoundExpression {
  const found = bindAssignmentTarget(context, syntax.operand);
  if (found === undefined) return errorValue(syntax.at);
  const once = evaluateOnce(context, found);
  const value = stepped(context, once.read, operator, syntax.at);
  return sequence(once, { kind: "assign", at: syntax.at, type: once.read.type, target: once.target, value });
}

/** x++, x--: the value before. */
export function bindPostfix(
  context: BindContext,
  syntax: Expression & { readonly kind: "postfix" },
): BoundExpression {
  const { at } = syntax;
  const found = bindAssignmentTarget(context, syntax.operand);
  if (found === undefined) return errorValue(at);
  const once = evaluateOnce(context, found);
  const { type } = once.read;
  const before = temporary(context, type);
  const read: BoundExpression = { kind: "local", at, type, local: before };
  const after = stepped(context, read, syntax.operator, at);
  return sequence(once, { kind: "post-step", at, type, target: once.target, before, read: once.read, after });
}

function stepped(
  context: BindContext,
  value: BoundExpression,
  operator: "++" | "--",
  at: number,
): BoundExpression {
  const one: BoundExpression = { kind: "constant", at, type: intType, value: 1 };
  const result = applyBinary(context, operator === "++" ? "+" : "-", value, one, at);
  return castTo(context, valueOperand(result), value.type, at);
}
