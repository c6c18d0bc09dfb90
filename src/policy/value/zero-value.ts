// default(T): what a type's values are before they are anything. `defineType` hands in every struct and enum.

import { type ClrType, typeName } from "../type/clr-type.ts";

const zeros = new Map<string, unknown>();

export function rememberZero(name: string, zero: unknown): void {
  zeros.set(name, zero);
}

/** In static representation: null for classes, interfaces and nullables. */
export function zeroOf(type: ClrType): unknown {
  return type.kind === "named" ? (zeros.get(typeName(type)) ?? null) : null;
}
