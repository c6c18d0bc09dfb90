// (T)x, x as T, x is T.

import { isNullable, isValueType } from "../../type/catalogue.ts";
import { type ClrType, typeName } from "../../type/clr-type.ts";
import { boolType, objectType } from "../../type/well-known.ts";
import { box } from "../../value/boxed.ts";
import type { BoundExpression, BoundTest } from "../bound.ts";
import type { Expression, Pattern } from "../syntax.ts";
import { type BindContext, complainAt, declareLocal } from "./bind-context.ts";
import { bindObject, bindOperand, bindValue } from "./bind-expression.ts";
import { bindType } from "./bind-type.ts";
import { explicitConversion } from "./conversion.ts";
import { converted, convertTo, describe, errorValue, tryConvert } from "./convert-operand.ts";
import { foldCast } from "./fold-constant.ts";
import { type Operand, valueOperand } from "./operand.ts";

export function bindCast(
  context: BindContext,
  syntax: Expression & { readonly kind: "cast" },
): BoundExpression {
  const to = bindType(context, syntax.type);
  return castTo(context, bindOperand(context, syntax.operand), to, syntax.at);
}

/** Also used where the language casts by itself: foreach, compound assignment. */
export function castTo(context: BindContext, operand: Operand, to: ClrType, at: number): BoundExpression {
  const implicit = tryConvert(context, operand, to);
  if (implicit !== undefined) return implicit;
  if (operand.kind !== "value" || operand.value.type.kind === "error" || to.kind === "error") {
    return convertTo(context, operand, to);
  }
  const { value } = operand;
  const conversion = explicitConversion(context.catalogue, value.type, to, context.isChecked);
  if (conversion !== undefined) return foldCast(converted(value, to, conversion));
  complainAt(context, at, "no-cast", `${describe(operand)} can never be a ${typeName(to)}`, "");
  return errorValue(at);
}

export function bindAs(context: BindContext, syntax: Expression & { readonly kind: "as" }): BoundExpression {
  const to = bindType(context, syntax.type);
  const operand = bindObject(context, syntax.operand);
  if (to.kind !== "error" && !isNullable(context.catalogue, to)) {
    complainAt(
      context,
      syntax.at,
      "as-value-type",
      `as needs a type that can be null, ${typeName(to)} cannot`,
      "",
    );
    return errorValue(syntax.at);
  }
  return { kind: "as", at: syntax.at, type: to, operand, to };
}

export function bindIs(context: BindContext, syntax: Expression & { readonly kind: "is" }): BoundExpression {
  const source = bindValue(context, syntax.operand);
  const operand = convertTo(context, valueOperand(source), objectType);
  const test = bindPattern(context, syntax.pattern, source.type);
  return { kind: "is", at: syntax.at, type: boolType, operand, test };
}

/** `type` is what `var x` in a pattern gets. */
export function bindPattern(context: BindContext, pattern: Pattern, type: ClrType): BoundTest {
  switch (pattern.kind) {
    case "type-pattern": {
      const tested = bindType(context, pattern.type);
      const isNamed = pattern.name !== undefined && pattern.name !== "_";
      const local = isNamed ? declareLocal(context, pattern.name, tested, pattern.at) : undefined;
      return { kind: "type", type: tested, local };
    }
    case "var-pattern":
      return { kind: "var", local: declareLocal(context, pattern.name, type, pattern.at) };
    case "constant-pattern":
      return { kind: "constant", value: constantPattern(context, pattern, type) };
  }
}

/** In object representation; converted to the operand's type where that is a value type. */
function constantPattern(
  context: BindContext,
  pattern: Pattern & { readonly kind: "constant-pattern" },
  type: ClrType,
): unknown {
  const operand = bindOperand(context, pattern.value);
  const underlying = type.kind === "nullable" ? type.underlying : type;
  const target = isValueType(context.catalogue, underlying) ? underlying : undefined;
  const isNull = operand.kind === "value" && operand.value.type.kind === "null";
  const value =
    target === undefined || isNull
      ? operand.kind === "value"
        ? operand.value
        : convertTo(context, operand, objectType)
      : convertTo(context, operand, target);
  if (value.kind === "constant") return box(value.type, value.value);
  complainAt(context, pattern.at, "not-constant", "a case must be a constant", "compare with == instead");
  return null;
}
