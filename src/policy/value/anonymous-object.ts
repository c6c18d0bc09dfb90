// What `new { a = 1 }` makes. Its type lists the fields; values are in static representation, in their order.

import { type ClrType, isSameType } from "../type/clr-type.ts";
import { box } from "./boxed.ts";
import { ClrObject } from "./clr-object.ts";
import { equalObjects, hashKeyOf } from "./equality.ts";
import { textOf } from "./object-text.ts";

export class AnonymousObject extends ClrObject {
  readonly clrName: string;
  readonly type: ClrType & { readonly kind: "anonymous" };
  readonly values: readonly unknown[];

  constructor(type: ClrType & { readonly kind: "anonymous" }, values: readonly unknown[]) {
    super();
    this.type = type;
    this.values = values;
    this.clrName = `<>f__AnonymousType0\`${type.fields.length}`;
  }

  /** Name and value in object representation. */
  *fields(): Generator<[string, unknown], void> {
    for (const [index, field] of this.type.fields.entries()) {
      yield [field.name, box(field.type, this.values[index] ?? null)];
    }
  }

  /** `{ a = 1, b = x }`, as the C# compiler writes it. */
  override toString(): string {
    const parts = [...this.fields()].map(([name, value]) => `${name} = ${textOf(value)}`);
    return parts.length === 0 ? "{ }" : `{ ${parts.join(", ")} }`;
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof AnonymousObject) || !isSameType(this.type, other.type)) return false;
    const others = [...other.fields()];
    return [...this.fields()].every(([, value], index) => equalObjects(value, others[index]?.[1] ?? null));
  }

  override hashKey(): unknown {
    return JSON.stringify([...this.fields()].map(([, value]) => String(hashKeyOf(value))));
  }
}
