// The one type among several expressions that all the others convert to: of `new[] { … }`, and of what the
// returns of a lambda give (C# 7 specification, "Finding the best common type").

import type { ClrType } from "../../type/clr-type.ts";
import type { BoundExpression } from "../bound.ts";
import type { BindContext } from "./bind-context.ts";
import { tryConvert } from "./convert-operand.ts";
import { valueOperand } from "./operand.ts";

/** Undefined when there is none, or when no expression has a type. */
export function bestCommonType(
  context: BindContext,
  values: readonly BoundExpression[],
): ClrType | undefined {
  return values
    .map((value) => value.type)
    .filter((type) => type.kind !== "null" && type.kind !== "void")
    .find((type) => values.every((value) => tryConvert(context, valueOperand(value), type) !== undefined));
}
