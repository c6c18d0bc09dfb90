// default(T).

import type { Catalogue } from "../../type/catalogue.ts";
import { type ClrType, isSameType } from "../../type/clr-type.ts";
import { isWide, numericName } from "../../type/numeric-types.ts";
import { boolType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";

/** In static representation. */
export function zeroOf(catalogue: Catalogue, type: ClrType): unknown {
  const definition = catalogue.entryOf(type)?.definition;
  if (definition?.zero !== undefined) return definition.zero;
  if (isSameType(type, boolType)) return false;
  if (isWide(type)) return 0n;
  return numericName(type) !== undefined || definition?.kind === "enum" ? 0 : null;
}

export function defaultValue(catalogue: Catalogue, type: ClrType, at: number): BoundExpression {
  return { kind: "constant", at, type, value: zeroOf(catalogue, type) };
}
