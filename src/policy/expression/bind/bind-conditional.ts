// condition ? a : b

import type { ClrType } from "../../type/clr-type.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { bindCondition, bindOperand } from "./bind-expression.ts";
import { convertTo, describe, errorValue, tryConvert } from "./convert-operand.ts";
import type { Operand } from "./operand.ts";

export function bindConditional(
  context: BindContext,
  syntax: Expression & { readonly kind: "conditional" },
): BoundExpression {
  const { at } = syntax;
  const condition = bindCondition(context, syntax.condition);
  const left = bindOperand(context, syntax.whenTrue);
  const right = bindOperand(context, syntax.whenFalse);
  const type = commonType(context, left, right);
  if (type === undefined) {
    const isKnown = ![left, right].some((side) => side.kind === "value" && side.value.type.kind === "error");
    const message = `${describe(left)} and ${describe(right)} have no common type`;
    if (isKnown) complainAt(context, at, "no-common-type", message, "cast one of them");
    return errorValue(at);
  }
  const whenTrue = convertTo(context, left, type);
  const whenFalse = convertTo(context, right, type);
  return { kind: "conditional", at, type, condition, whenTrue, whenFalse };
}

/** The type of either side that the other converts to. */
function commonType(context: BindContext, left: Operand, right: Operand): ClrType | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  if (a !== undefined && a.kind !== "null" && tryConvert(context, right, a) !== undefined) {
    const isBoth = b !== undefined && b.kind !== "null" && tryConvert(context, left, b) !== undefined;
    // Both ways: constants, as in `flag ? aByte : 1`; the side that is no constant decides.
    if (!isBoth || !isConstant(left) || isConstant(right)) return a;
  }
  if (b !== undefined && b.kind !== "null" && tryConvert(context, left, b) !== undefined) return b;
  return undefined;
}

function typeOf(operand: Operand): ClrType | undefined {
  return operand.kind === "value" ? operand.value.type : undefined;
}

function isConstant(operand: Operand): boolean {
  return operand.kind === "value" && operand.value.kind === "constant";
}
