// Operators that types declare themselves, and what they mean for nullable operands.

import { isValueType, membersOfOperator } from "../../type/catalogue.ts";
import { nullable, nullType } from "../../type/clr-type.ts";
import { boolType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import { binary, comparison, equality, type Try, underlying } from "./bind-binary.ts";
import { type BindContext, temporary } from "./bind-context.ts";
import { callMember } from "./call-member.ts";
import { converted } from "./convert-operand.ts";
import { valueOperand } from "./operand.ts";
import { chooseOverload } from "./resolve-call.ts";

export const userOperator: Try = (context, operator, left, right, at) => {
  const own = [left.type, right.type].flatMap((type) => membersOfOperator(context.catalogue, type, operator));
  const candidates = [...new Map(own.map((one) => [one.member.display, one])).values()];
  if (candidates.length === 0) return undefined;
  const args = [left, right].map(
    (value) => ({ at: value.at, name: undefined, mode: "value", operand: valueOperand(value) }) as const,
  );
  const methods = {
    kind: "methods",
    at,
    name: operator,
    receiver: undefined,
    candidates,
    typeArgs: [],
  } as const;
  const applied = chooseOverload(context, methods, args);
  return applied === undefined ? undefined : callMember(context, applied, at);
};

/** `DateTime? < DateTime`: the operator where both are there; else null, or false for comparisons. */
export const liftedUserOperator: Try = (context, operator, left, right, at) => {
  if (left.type.kind !== "nullable" && right.type.kind !== "nullable") return undefined;
  const a = kept(context, left);
  const b = kept(context, right);
  const applied = userOperator(context, operator, a.present, b.present, at);
  if (applied === undefined || !isValueType(context.catalogue, applied.type)) return undefined;
  const both: BoundExpression = { kind: "and", at, type: boolType, left: a.isThere, right: b.isThere };
  const type = comparison.has(operator) ? boolType : nullable(applied.type);
  const whenTrue = converted(applied, type, { kind: "identity" });
  const whenFalse: BoundExpression = equality.has(operator)
    ? binary(operator, "reference", boolType, a.whole, b.whole, at)
    : { kind: "constant", at, type, value: comparison.has(operator) ? false : null };
  const value: BoundExpression = { kind: "conditional", at, type, condition: both, whenTrue, whenFalse };
  return { kind: "sequence", at, type, first: [a.first, b.first], value };
};

/** The operand in a variable, since it is looked at twice. */
function kept(context: BindContext, operand: BoundExpression) {
  const { at, type } = operand;
  const local = temporary(context, type);
  const whole: BoundExpression = { kind: "local", at, type, local };
  const none: BoundExpression = { kind: "constant", at, type: nullType, value: null };
  return {
    first: { local, value: operand },
    whole,
    present: { ...whole, type: underlying(type) },
    isThere: binary("!=", "reference", boolType, whole, none, at),
  };
}
