// Enums of the value library: names and numbers are all that they have.

import { Boxed } from "../value/boxed.ts";
import { isSameType, named } from "./clr-type.ts";
import { defineType, type TypeDefinition } from "./type-definition.ts";

/** `isFlags`: values may be combined with |, and print as a list of names. */
export function enumDefinition(
  name: string,
  values: Readonly<Record<string, number>>,
  isFlags = false,
): TypeDefinition {
  const type = named(name);
  return defineType({
    name,
    kind: "enum",
    members: {},
    values,
    ...(isFlags ? { isFlags: true } : {}),
    zero: 0,
    isInstance: (value) => value instanceof Boxed && isSameType(value.type, type),
  });
}
