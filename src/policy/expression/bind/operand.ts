// What a piece of source text can be before its use decides: a value, the name of a type or of methods, or
// something that has no type of its own until it is converted.

import type { ClrType } from "../../type/clr-type.ts";
import type { Member } from "../../type/member.ts";
import type { BoundExpression, BoundFunction } from "../bound.ts";
import type { Expression } from "../syntax.ts";

export type Operand = { readonly at: number } & (
  | { readonly kind: "value"; readonly value: BoundExpression }
  | { readonly kind: "type"; readonly type: ClrType }
  | { readonly kind: "namespace"; readonly name: string }
  /** `text.Split` before its parentheses; `receiver` undefined for static ones. */
  | {
      readonly kind: "methods";
      readonly name: string;
      readonly receiver: BoundExpression | undefined;
      readonly candidates: readonly Candidate[];
      readonly typeArgs: readonly ClrType[];
    }
  | { readonly kind: "local-function"; readonly function: BoundFunction }
  | { readonly kind: "lambda"; readonly syntax: Expression & { kind: "lambda" } }
  | { readonly kind: "default" }
  | { readonly kind: "throw"; readonly operand: BoundExpression }
);

/** A member with the type parameters of its declaring type replaced. */
export type Candidate = {
  readonly member: Member;
  /** Of the declaring type, for reified members. */
  readonly declaringArgs: readonly ClrType[];
  /** The type that declares it; undefined for extension methods. */
  readonly declaring?: ClrType;
};

export function valueOperand(value: BoundExpression): Operand {
  return { kind: "value", at: value.at, value };
}
