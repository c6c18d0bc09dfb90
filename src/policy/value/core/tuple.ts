// System.Tuple<…>: up to seven items, compared by value.

import type { ClrType } from "../../type/clr-type.ts";
import { box } from "../boxed.ts";
import { ClrObject } from "../clr-object.ts";
import { reflectionName } from "../clr-type-name.ts";
import { compareValues, equalObjects, hashKeyOf } from "../equality.ts";
import { textOf } from "../object-text.ts";

export class ClrTuple extends ClrObject {
  readonly types: readonly ClrType[];
  /** Static representation of their types. */
  readonly items: readonly unknown[];

  constructor(types: readonly ClrType[], items: readonly unknown[]) {
    super();
    this.types = types;
    this.items = items;
  }

  get clrName(): string {
    return reflectionName({ kind: "named", name: "System.Tuple", args: this.types });
  }

  override toString(): string {
    return `(${this.#boxed().map(textOf).join(", ")})`;
  }

  override equals(other: unknown): boolean {
    if (!(other instanceof ClrTuple) || other.items.length !== this.items.length) return false;
    const others = other.#boxed();
    return this.#boxed().every((item, index) => equalObjects(item, others[index]));
  }

  override hashKey(): unknown {
    const keys = this.#boxed().map(hashKeyOf);
    // A key made of parts that are objects cannot be told apart by text: such tuples are their own keys.
    return keys.every((key) => key === null || typeof key !== "object") ? `(${keys.join("\0")})` : this;
  }

  compareTo(other: unknown): number {
    if (!(other instanceof ClrTuple)) return 1;
    for (let index = 0; index < this.items.length; index++) {
      const order = compareValues(this.items[index], other.items[index]);
      if (order !== 0) return order;
    }
    return 0;
  }

  #boxed(): unknown[] {
    return this.items.map((item, index) => {
      const type = this.types[index];
      return type === undefined ? item : box(type, item);
    });
  }
}
