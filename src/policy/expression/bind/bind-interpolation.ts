// $"…": text and holes. A string of text alone is a constant.

import { intType, stringType } from "../../type/well-known.ts";
import type { BoundExpression, BoundInterpolationPart } from "../bound.ts";
import type { Expression, InterpolationPart } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { bindObject, bindOperand } from "./bind-expression.ts";
import { convertTo } from "./convert-operand.ts";

export function bindInterpolation(
  context: BindContext,
  syntax: Expression & { readonly kind: "interpolation" },
): BoundExpression {
  const parts = syntax.parts.map((part) => bindPart(context, part));
  const { at } = syntax;
  if (parts.every((part) => part.kind === "text")) {
    return { kind: "constant", at, type: stringType, value: parts.map((part) => part.text).join("") };
  }
  return { kind: "interpolation", at, type: stringType, parts };
}

function bindPart(context: BindContext, part: InterpolationPart): BoundInterpolationPart {
  if (part.kind === "text") return part;
  return {
    kind: "hole",
    value: bindObject(context, part.value),
    alignment: part.alignment === undefined ? 0 : bindAlignment(context, part.alignment),
    format: part.format,
  };
}

function bindAlignment(context: BindContext, syntax: Expression): number {
  const value = convertTo(context, bindOperand(context, syntax), intType);
  if (value.kind === "constant" && typeof value.value === "number") return value.value;
  complainAt(context, syntax.at, "not-constant", "the width of a hole must be a constant", "");
  return 0;
}
