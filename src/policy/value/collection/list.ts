// List<T>.

import type { ClrType } from "../../type/clr-type.ts";
import { argumentOutOfRange, collectionModified } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { reflectionName } from "../clr-type-name.ts";

export class ClrList extends ClrObject {
  readonly element: ClrType;
  readonly items: unknown[];

  constructor(element: ClrType, items: unknown[]) {
    super();
    this.element = element;
    this.items = items;
  }

  get clrName(): string {
    return `System.Collections.Generic.List\`1[${reflectionName(this.element)}]`;
  }

  /** @throws ClrException InvalidOperationException when items were added or removed meanwhile */
  *[Symbol.iterator](): Generator<unknown, void> {
    const { length } = this.items;
    for (let index = 0; index < length; index++) {
      yield this.items[index];
      if (this.items.length !== length) throw collectionModified();
    }
  }

  /** @throws ClrException ArgumentOutOfRangeException */
  checkIndex(index: number, limit: number = this.items.length - 1): number {
    if (index >= 0 && index <= limit) return index;
    throw argumentOutOfRange(
      "index",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  }
}
