// How C# values stand in memory: in static representation where the type is known when the expression is
// compiled, in object representation where a value is stored as `object` (variables, JSON, object[]). The
// table of both is in docs/reference/policy-values.md.

import { type ClrType, typeName } from "../type/clr-type.ts";

export class Boxed {
  readonly type: ClrType;
  readonly value: number | bigint;

  constructor(type: ClrType, value: number | bigint) {
    this.type = type;
    this.value = value;
  }

  /** Object.Equals of boxed numbers: the same type and the same value. */
  equals(other: unknown): boolean {
    return (
      other instanceof Boxed &&
      Object.is(other.value, this.value) &&
      typeName(other.type) === typeName(this.type)
    );
  }
}

/** Every array but `byte[]`. Items are in static representation of the element type. */
export class ClrArray {
  readonly element: ClrType;
  readonly items: unknown[];

  constructor(element: ClrType, items: unknown[]) {
    this.element = element;
    this.items = items;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
}

/** Where an `out` or `ref` argument is written. */
export class Ref {
  value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/**
 * Static → object representation: what JavaScript could not tell apart any more (numbers, bigints, chars,
 * enums) is boxed, so that `(int)(object)3L` throws as in C#. Everything else stays as it is.
 */
export function box(type: ClrType, value: unknown): unknown {
  if (typeof value === "number" || typeof value === "bigint") {
    return new Boxed(type.kind === "nullable" ? type.underlying : type, value);
  }
  return value;
}

/** What a box holds; everything else stays as it is. */
export function unboxed(value: unknown): unknown {
  return value instanceof Boxed ? value.value : value;
}
