// Dictionary<K, V>, with keys compared as their type or a StringComparer says.

import type { ClrType } from "../../type/clr-type.ts";
import { argumentNull, ClrException } from "../clr-exception.ts";
import { reflectionName } from "../clr-type-name.ts";
import { hashKeyOf } from "../equality.ts";
import { ReadOnlyMap } from "./read-only-map.ts";

/** Maps a key to what a JavaScript Map tells apart. */
export type KeyOf = (key: unknown) => unknown;

export class ClrDictionary extends ReadOnlyMap {
  readonly key: ClrType;
  readonly value: ClrType;
  readonly #keyOf: KeyOf;
  readonly #map = new Map<unknown, readonly [unknown, unknown]>();

  constructor(key: ClrType, value: ClrType, keyOf: KeyOf = hashKeyOf) {
    super();
    this.key = key;
    this.value = value;
    this.#keyOf = keyOf;
  }

  get clrName(): string {
    return `System.Collections.Generic.Dictionary\`2[${reflectionName(this.key)},${reflectionName(this.value)}]`;
  }

  get count(): number {
    return this.#map.size;
  }

  find(key: unknown): unknown {
    return this.#map.get(this.#keyOf(key))?.[1];
  }

  entries(): Iterable<readonly [unknown, unknown]> {
    return this.#map.values();
  }

  set(key: unknown, value: unknown): void {
    if (key === null) throw argumentNull("key");
    const mapped = this.#keyOf(key);
    // The key that was there first stays, as in the CLR.
    this.#map.set(mapped, [this.#map.get(mapped)?.[0] ?? key, value]);
  }

  /** @throws ClrException ArgumentException when the key is there */
  add(key: unknown, value: unknown): void {
    if (key === null) throw argumentNull("key");
    if (this.#map.has(this.#keyOf(key))) {
      throw new ClrException("System.ArgumentException", "An item with the same key has already been added.");
    }
    this.set(key, value);
  }

  remove(key: unknown): boolean {
    if (key === null) throw argumentNull("key");
    return this.#map.delete(this.#keyOf(key));
  }

  /** The same keys, with what `copyOf` makes of their values. */
  copy(copyOf: (value: unknown) => unknown): ClrDictionary {
    const copy = new ClrDictionary(this.key, this.value, this.#keyOf);
    for (const [key, value] of this.#map.values()) copy.set(key, copyOf(value));
    return copy;
  }

  clear(): void {
    this.#map.clear();
  }
}
