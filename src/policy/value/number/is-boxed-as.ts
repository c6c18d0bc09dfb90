// The type test of boxed numbers, chars and enums.

import { typeName } from "../../type/clr-type.ts";
import { Boxed } from "../boxed.ts";

/** `name`: full name of the type. */
export function isBoxedAs(value: unknown, name: string): value is Boxed {
  return value instanceof Boxed && typeName(value.type) === name;
}
