// HashSet<T>.

import type { ClrType } from "../../type/clr-type.ts";
import { ClrObject } from "../clr-object.ts";
import { reflectionName } from "../clr-type-name.ts";
import { hashKeyOf } from "../equality.ts";
import type { KeyOf } from "./dictionary.ts";

export class ClrHashSet extends ClrObject {
  readonly element: ClrType;
  readonly keyOf: KeyOf;
  readonly #items = new Map<unknown, unknown>();

  constructor(element: ClrType, keyOf: KeyOf = hashKeyOf) {
    super();
    this.element = element;
    this.keyOf = keyOf;
  }

  get clrName(): string {
    return `System.Collections.Generic.HashSet\`1[${reflectionName(this.element)}]`;
  }

  get count(): number {
    return this.#items.size;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#items.values();
  }

  has(item: unknown): boolean {
    return this.#items.has(this.keyOf(item));
  }

  /** False when it was there. */
  add(item: unknown): boolean {
    const key = this.keyOf(item);
    if (this.#items.has(key)) return false;
    this.#items.set(key, item);
    return true;
  }

  remove(item: unknown): boolean {
    return this.#items.delete(this.keyOf(item));
  }

  clear(): void {
    this.#items.clear();
  }
}
