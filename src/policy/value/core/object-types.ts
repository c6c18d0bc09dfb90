// System.Object, ValueType and Enum, and the interfaces that many types have. Receivers are in object
// representation here: a number whose type is not known any more could not say what it is.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { Boxed } from "../boxed.ts";
import { argumentNull } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { compareValues, equalObjects, hashKeyOf } from "../equality.ts";
import { formatText, textOf } from "../object-text.ts";
import type { Run } from "../run.ts";

/** Numbers given to objects that have no value to hash; equal objects are one object then. */
const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** Object.GetHashCode(): equal values have equal codes. The codes themselves are nobody's promise. */
export function hashCodeOf(run: Run, value: unknown): number {
  const key = hashKeyOf(value);
  if (typeof key === "object" && key !== null) return identityOf(key);
  const text = String(key);
  run.spend(text.length);
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

function identityOf(key: object): number {
  const known = identities.get(key);
  if (known !== undefined) return known;
  lastIdentity = (Math.imul(lastIdentity, 1103515245) + 12345) & 0x7fffffff;
  identities.set(key, lastIdentity);
  return lastIdentity;
}

class PlainObject extends ClrObject {
  readonly clrName = "System.Object";
}

const objectDefinition = defineType({
  name: "System.Object",
  kind: "class",
  isInstance: () => true,
  members: {
    "new()": () => new PlainObject(),
    "static bool Equals(object objA, object objB)": (_run: Run, a: unknown, b: unknown) => equalObjects(a, b),
    "static bool ReferenceEquals(object objA, object objB)": (_run: Run, a: unknown, b: unknown) => a === b,
    "bool Equals(object obj)": (_run: Run, a: unknown, b: unknown) => equalObjects(a, b),
    "int GetHashCode()": hashCodeOf,
    "string ToString()": (_run: Run, value: unknown) => textOf(value),
  },
});

const valueTypeDefinition = defineType({
  name: "System.ValueType",
  kind: "class",
  isInstance: (value) => value instanceof Boxed || typeof value === "boolean",
  members: {},
});

const enumDefinition = defineType({
  name: "System.Enum",
  kind: "class",
  bases: ["ValueType", "IComparable", "IFormattable", "IConvertible"],
  members: {
    "string ToString()": (_run: Run, value: unknown) => textOf(value),
    "string ToString(string format)": (_run: Run, value: unknown, format: string | null) =>
      formatText(value, format),
    "bool HasFlag(Enum flag)": (_run: Run, value: Boxed, flag: Boxed | null) => {
      if (flag === null) throw argumentNull("flag");
      return (Number(value.value) & Number(flag.value)) === Number(flag.value);
    },
  },
});

export const objectTypes: readonly TypeDefinition[] = [
  objectDefinition,
  valueTypeDefinition,
  enumDefinition,
  defineType({
    name: "System.IComparable",
    kind: "interface",
    members: { "int CompareTo(object obj)": (_run: Run, a: unknown, b: unknown) => compareValues(a, b) },
  }),
  defineType({ name: "System.IComparable<T>", kind: "interface", members: {} }),
  defineType({ name: "System.IEquatable<T>", kind: "interface", members: {} }),
  defineType({ name: "System.IConvertible", kind: "interface", members: {} }),
  defineType({
    name: "System.IFormattable",
    kind: "interface",
    members: {
      "string ToString(string format, IFormatProvider formatProvider)": (
        _run: Run,
        value: unknown,
        format: string | null,
      ) => formatText(value, format),
    },
  }),
  defineType({
    name: "System.IDisposable",
    kind: "interface",
    members: { "void Dispose()": (): void => undefined },
  }),
];
