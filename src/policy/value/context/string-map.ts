// Dictionaries from text to text, texts or objects: headers, query, matched parameters, claims, variables.

import { arrayOf, type ClrType } from "../../type/clr-type.ts";
import { objectType, stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { ReadOnlyMap } from "../collection/read-only-map.ts";

export class StringMap extends ReadOnlyMap {
  readonly clrName = "System.Collections.Generic.Dictionary`2";
  readonly key = stringType;
  readonly value: ClrType;
  readonly #isCaseSensitive: boolean;
  readonly #entries = new Map<string, readonly [string, unknown]>();

  constructor(value: ClrType, entries: Iterable<readonly [string, unknown]>, isCaseSensitive = true) {
    super();
    this.value = value;
    this.#isCaseSensitive = isCaseSensitive;
    for (const [key, item] of entries) this.#entries.set(this.#fold(key), [key, item]);
  }

  get count(): number {
    return this.#entries.size;
  }

  find(key: unknown): unknown {
    return typeof key === "string" ? this.#entries.get(this.#fold(key))?.[1] : undefined;
  }

  entries(): Iterable<readonly [unknown, unknown]> {
    return this.#entries.values();
  }

  #fold(key: string): string {
    return this.#isCaseSensitive ? key : key.toLowerCase();
  }
}

/** string → string[]: headers without regard to case, query parameters with it. */
export function textsMap(
  entries: Iterable<readonly [string, readonly string[]]>,
  isCaseSensitive: boolean,
): StringMap {
  const arrays = [...entries].map(([name, texts]) => [name, new ClrArray(stringType, [...texts])] as const);
  return new StringMap(arrayOf(stringType), arrays, isCaseSensitive);
}

/** string → object, values in object representation. */
export function objectsMap(entries: Iterable<readonly [string, unknown]>): StringMap {
  return new StringMap(objectType, entries);
}
