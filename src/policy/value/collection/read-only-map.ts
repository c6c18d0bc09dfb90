// IReadOnlyDictionary at run time: dictionaries, headers, query parameters, claims, variables. Keys and
// values are in static representation.

import type { ClrType } from "../../type/clr-type.ts";
import { argumentNull, type ClrException, ClrException as Exception } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { textOf } from "../object-text.ts";
import { KeyValuePair } from "./key-value-pair.ts";

export abstract class ReadOnlyMap extends ClrObject {
  abstract readonly key: ClrType;
  abstract readonly value: ClrType;
  abstract get count(): number;

  /** Undefined where the key is not there. */
  abstract find(key: unknown): unknown;

  abstract entries(): Iterable<readonly [unknown, unknown]>;

  /** The indexer.
   * @throws ClrException KeyNotFoundException */
  at(key: unknown): unknown {
    if (key === null) throw argumentNull("key");
    const found = this.find(key);
    if (found === undefined) throw keyNotFound(key);
    return found;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key, value] of this.entries()) {
      yield new KeyValuePair(this.key, this.value, key, value);
    }
  }
}

function keyNotFound(key: unknown): ClrException {
  return new Exception(
    "System.Collections.Generic.KeyNotFoundException",
    `The given key '${textOf(key)}' was not present in the dictionary.`,
  );
}
