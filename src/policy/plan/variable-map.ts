// context.Variables: names and values in object representation, in the order in which they were set.

import { objectType, stringType } from "../type/well-known.ts";
import { ReadOnlyMap } from "../value/collection/read-only-map.ts";

export class VariableMap extends ReadOnlyMap {
  readonly clrName = "System.Collections.Generic.Dictionary`2";
  readonly key = stringType;
  readonly value = objectType;
  readonly #entries = new Map<string, unknown>();

  get count(): number {
    return this.#entries.size;
  }

  find(key: unknown): unknown {
    return typeof key === "string" ? this.#entries.get(key) : undefined;
  }

  entries(): Iterable<readonly [unknown, unknown]> {
    return this.#entries;
  }

  /** @param value in object representation; null is a value */
  set(name: string, value: unknown): void {
    this.#entries.set(name, value);
  }

  delete(name: string): void {
    this.#entries.delete(name);
  }
}
