// Whether a value in object representation is of a type: for casts, `is`, `as` and patterns.

import { type Catalogue, isValueType } from "../../type/catalogue.ts";
import { type ClrType, isSameType, typeName } from "../../type/clr-type.ts";
import { numericName } from "../../type/numeric-types.ts";
import { boolType, byteType, objectType, stringType } from "../../type/well-known.ts";
import { AnonymousObject } from "../../value/anonymous-object.ts";
import { Boxed, ClrArray } from "../../value/boxed.ts";
import { ClrException, derivesFrom } from "../../value/clr-exception.ts";
import { clrTypeNameOf } from "../../value/clr-type-name.ts";
import { elementOf } from "../../value/collection/element-of.ts";
import { ClrList } from "../../value/collection/list.ts";
import { Sequence } from "../../value/iterate.ts";
import { isReferenceUpcast } from "../bind/conversion.ts";

export type TypeTest = (value: unknown) => boolean;

/** The test of a type; null passes none. */
export function typeTest(catalogue: Catalogue, type: ClrType): TypeTest {
  switch (type.kind) {
    case "array":
      return arrayTest(catalogue, type.element);
    case "nullable":
      return typeTest(catalogue, type.underlying);
    case "anonymous":
      return (value) => value instanceof AnonymousObject && isSameType(value.type, type);
    case "named":
      return namedTest(catalogue, type);
    default:
      return () => false;
  }
}

function arrayTest(catalogue: Catalogue, element: ClrType): TypeTest {
  if (isSameType(element, byteType)) return (value) => value instanceof Uint8Array;
  return (value) =>
    value instanceof ClrArray &&
    (isSameType(value.element, element) ||
      (!isValueType(catalogue, value.element) && isReferenceUpcast(catalogue, value.element, element)));
}

function namedTest(catalogue: Catalogue, type: ClrType & { readonly kind: "named" }): TypeTest {
  if (isSameType(type, objectType)) return (value) => value !== null;
  if (isSameType(type, stringType)) return (value) => typeof value === "string";
  if (isSameType(type, boolType)) return (value) => typeof value === "boolean";
  const definition = catalogue.entryOf(type)?.definition;
  const isBoxedKind = definition?.kind === "enum" || isPlainNumber(type);
  if (isBoxedKind) return (value) => value instanceof Boxed && isSameType(value.type, type);
  const isInstance = definition?.isInstance;
  if (isInstance !== undefined) {
    return (value) => value !== null && isInstance(value, type.args) && holdsItems(catalogue, value, type);
  }
  if (definition?.kind === "interface") return interfaceTest(catalogue, type);
  const name = typeName(type);
  return (value) => value instanceof ClrException && derivesFrom(value.typeName, name);
}

/** An interface that says nothing itself: what the value's own type says of its bases. */
function interfaceTest(catalogue: Catalogue, type: ClrType): TypeTest {
  return (value) => {
    const entry = value === null ? undefined : catalogue.find(clrTypeNameOf(value), 0);
    return entry !== undefined && isReferenceUpcast(catalogue, entry.self, type);
  };
}

/** A List<int> is no IEnumerable<object>: its items are not objects. */
function holdsItems(
  catalogue: Catalogue,
  value: unknown,
  type: ClrType & { readonly kind: "named" },
): boolean {
  const [item, ...more] = type.args;
  const isSequence = typeof value === "string" || value instanceof Uint8Array;
  const isTyped =
    isSequence || value instanceof ClrArray || value instanceof Sequence || value instanceof ClrList;
  if (item === undefined || more.length > 0 || !isTyped) return true;
  const element = elementOf(value);
  if (isSameType(element, item)) return true;
  return !isValueType(catalogue, element) && isReferenceUpcast(catalogue, element, item);
}

/** Decimals describe themselves; every other number is boxed as an object. */
function isPlainNumber(type: ClrType): boolean {
  const name = numericName(type);
  return name !== undefined && name !== "decimal";
}
