// Dictionary<K, V>.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, reified } from "../../type/type-definition.ts";
import type { Comparer } from "../comparer.ts";
import { equalObjects } from "../equality.ts";
import type { Run } from "../run.ts";
import { ClrDictionary } from "./dictionary.ts";
import { dictionaryMembers, keyCollections } from "./interface-types.ts";
import type { ReadOnlyMap } from "./read-only-map.ts";

function make(types: readonly ClrType[], comparer?: Comparer | null): ClrDictionary {
  const [key = anything, value = anything] = types;
  const by = comparer ?? undefined;
  return by === undefined
    ? new ClrDictionary(key, value)
    : new ClrDictionary(key, value, (item) => by.keyOf(item));
}

const anything: ClrType = { kind: "named", name: "System.Object", args: [] };

function copy(run: Run, into: ClrDictionary, from: ReadOnlyMap): ClrDictionary {
  for (const [key, value] of from.entries()) {
    run.spend(1);
    run.allocate(32);
    into.add(key, value);
  }
  return into;
}

export const dictionaryType = defineType({
  name: "System.Collections.Generic.Dictionary<TKey, TValue>",
  kind: "class",
  bases: ["IDictionary<TKey, TValue>", "IReadOnlyDictionary<TKey, TValue>"],
  isInstance: (value) => value instanceof ClrDictionary,
  members: {
    "new()": reified((_run: Run, types: readonly ClrType[]) => make(types)),
    "new(int capacity)": reified((_run: Run, types: readonly ClrType[]) => make(types)),
    "new(IEqualityComparer<TKey> comparer)": reified(
      (_run: Run, types: readonly ClrType[], comparer: Comparer | null) => make(types, comparer),
    ),
    "new(IDictionary<TKey, TValue> dictionary)": reified(
      (run: Run, types: readonly ClrType[], from: ReadOnlyMap) => copy(run, make(types), from),
    ),
    "new(IDictionary<TKey, TValue> dictionary, IEqualityComparer<TKey> comparer)": reified(
      (run: Run, types: readonly ClrType[], from: ReadOnlyMap, comparer: Comparer | null) =>
        copy(run, make(types, comparer), from),
    ),
    ...dictionaryMembers,
    "int Count": (_run: Run, self: ClrDictionary) => self.count,
    "IEnumerable<TKey> Keys": keyCollections.keysOf,
    "IEnumerable<TValue> Values": keyCollections.valuesOf,
    "bool ContainsValue(TValue value)": (run: Run, self: ClrDictionary, value: unknown) => {
      run.spend(self.count);
      for (const [, one] of self.entries()) if (equalObjects(one, value)) return true;
      return false;
    },
  },
});
