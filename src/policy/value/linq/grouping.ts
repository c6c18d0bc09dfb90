// IGrouping<K, T>: a key and the items that share it.

import type { ClrType } from "../../type/clr-type.ts";
import { ClrObject } from "../clr-object.ts";

export class Grouping extends ClrObject {
  readonly clrName = "System.Linq.Lookup`2+Grouping";
  readonly key: unknown;
  readonly element: ClrType;
  readonly items: unknown[] = [];

  constructor(key: unknown, element: ClrType) {
    super();
    this.key = key;
    this.element = element;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
}
