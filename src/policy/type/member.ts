// A member as the binder sees it: a signature of the value library, read.

import type { ClrType } from "./clr-type.ts";
import type { MemberBody } from "./type-definition.ts";

export type Parameter = {
  readonly name: string;
  readonly type: ClrType;
  readonly mode: "value" | "out" | "ref";
  readonly isParams: boolean;
  /** Undefined where the argument cannot be omitted. In static representation. */
  readonly omitted: { readonly value: unknown } | undefined;
};

export type MemberKind =
  | "property"
  | "setter"
  | "constant"
  | "method"
  | "constructor"
  | "indexer"
  | "index-setter"
  /** `name` is the operator's symbol. */
  | "operator"
  /** `name` is `implicit` or `explicit`. */
  | "conversion";

export type Member = {
  readonly kind: MemberKind;
  readonly name: string;
  readonly isStatic: boolean;
  /** A static method that is called on its first parameter. */
  readonly isExtension: boolean;
  /** Of the method alone; those of the type are replaced when the type is known. */
  readonly typeParameters: readonly string[];
  readonly parameters: readonly Parameter[];
  /** A setter's is the value's type. */
  readonly returns: ClrType;
  readonly body: MemberBody;
  /** `System.String.Substring(int startIndex)`. */
  readonly display: string;
};
