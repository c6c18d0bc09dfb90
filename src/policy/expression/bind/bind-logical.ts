// && || ??

import { isNullable } from "../../type/catalogue.ts";
import { type ClrType, typeName } from "../../type/clr-type.ts";
import { boolType } from "../../type/well-known.ts";
import type { BoundExpression, Conversion } from "../bound.ts";
import type { Expression } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { bindCondition } from "./bind-expression.ts";
import { implicitConversion } from "./conversion.ts";
import { convertTo, describe, errorValue, tryConvert } from "./convert-operand.ts";
import type { Operand } from "./operand.ts";

export function bindLogical(
  context: BindContext,
  syntax: Expression & { readonly kind: "binary" },
  operator: "&&" | "||",
): BoundExpression {
  const left = bindCondition(context, syntax.left);
  const right = bindCondition(context, syntax.right);
  return { kind: operator === "&&" ? "and" : "or", at: syntax.at, type: boolType, left, right };
}

/** The type of the left side where the right one converts to it, else that of the right side. */
export function bindCoalesce(
  context: BindContext,
  left: BoundExpression,
  right: Operand,
  at: number,
): BoundExpression {
  const { catalogue } = context;
  if (left.type.kind === "error") return left;
  if (left.type.kind === "null") return right.kind === "value" ? right.value : errorValue(at);
  if (!isNullable(catalogue, left.type)) {
    complainAt(context, at, "never-null", `a ${typeName(left.type)} is never null`, "leave out ??");
    return errorValue(at);
  }
  const present = left.type.kind === "nullable" ? left.type.underlying : left.type;
  const identity: Conversion = { kind: "identity" };
  for (const type of [present, left.type]) {
    const value = tryConvert(context, right, type);
    if (value !== undefined) return coalesce(left, identity, value, type, at);
  }
  const to = right.kind === "value" ? right.value.type : undefined;
  const whenPresent = to === undefined ? undefined : implicitConversion(catalogue, present, to);
  if (to !== undefined && whenPresent !== undefined) {
    return coalesce(left, whenPresent, convertTo(context, right, to), to, at);
  }
  const message = `a ${typeName(left.type)} and ${describe(right)} have no common type`;
  complainAt(context, at, "no-common-type", message, "cast one of them");
  return errorValue(at);
}

function coalesce(
  left: BoundExpression,
  whenPresent: Conversion,
  right: BoundExpression,
  type: ClrType,
  at: number,
): BoundExpression {
  return { kind: "coalesce", at, type, left, whenPresent, right };
}
