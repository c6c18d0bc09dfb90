// Operators that types declare themselves; lifted-operator.ts has what they mean for nullables.

import { membersOfOperator } from "../../type/catalogue.ts";
import type { BoundExpression } from "../bound.ts";
import type { Try } from "./bind-binary.ts";
import type { BindContext } from "./bind-context.ts";
import { callMember } from "./call-member.ts";
import { type Candidate, valueOperand } from "./operand.ts";
import { type ArgumentOperand, chooseOverload, type Methods } from "./resolve-call.ts";

export const userOperator: Try = (context, operator, left, right, at) => {
  const own = [left.type, right.type].flatMap((type) => membersOfOperator(context.catalogue, type, operator));
  const candidates = [...new Map(own.map((one) => [one.member.display, one])).values()];
  if (candidates.length === 0) return undefined;
  const args = [left, right].map(
    (value) => ({ at: value.at, name: undefined, mode: "value", operand: valueOperand(value) }) as const,
  );
  return callOperator(context, operator, candidates, args, at);
};

/** Undefined where no operator of the candidates takes the operands. */
export function callOperator(
  context: BindContext,
  operator: string,
  candidates: readonly Candidate[],
  args: readonly ArgumentOperand[],
  at: number,
): BoundExpression | undefined {
  const methods: Methods = {
    kind: "methods",
    at,
    name: operator,
    receiver: undefined,
    candidates,
    typeArgs: [],
  };
  const applied = chooseOverload(context, methods, args);
  return applied === undefined ? undefined : callMember(context, applied, at);
}
