// The interfaces of sequences and dictionaries. Their members work on every class that implements them.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";
import { ClrArray, type Ref } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import { equalObjects } from "../equality.ts";
import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { ClrDictionary } from "./dictionary.ts";
import { ClrHashSet } from "./hash-set.ts";
import { KeyValuePair } from "./key-value-pair.ts";
import { ClrList } from "./list.ts";
import { ReadOnlyMap } from "./read-only-map.ts";
import { containsItem, countOf, indexable, itemAt, setItem } from "./sequence-access.ts";

const generic = (name: string): string => `System.Collections.Generic.${name}`;

/** Whether JavaScript can iterate it: every sequence of the value library. */
function isSequence(value: unknown): boolean {
  return (
    typeof value === "string" || (typeof value === "object" && value !== null && Symbol.iterator in value)
  );
}

const isIndexed = (value: unknown): boolean => indexable(value) !== undefined;

const isCollection = (value: unknown): boolean =>
  isIndexed(value) || value instanceof ClrHashSet || value instanceof ClrDictionary;

function mutableList(value: unknown): ClrList {
  if (value instanceof ClrList) return value;
  throw new ClrException("System.NotSupportedException", "Collection was of a fixed size.");
}

const enumerableType = defineType({
  name: "System.Collections.IEnumerable",
  kind: "interface",
  isInstance: isSequence,
  members: {},
});

const genericEnumerableType = defineType({
  name: generic("IEnumerable<T>"),
  kind: "interface",
  bases: ["System.Collections.IEnumerable"],
  isInstance: isSequence,
  members: {},
});

const readOnlyCollectionType = defineType({
  name: generic("IReadOnlyCollection<T>"),
  kind: "interface",
  bases: ["IEnumerable<T>"],
  isInstance: (value) => isCollection(value) || value instanceof ReadOnlyMap,
  members: { "int Count": (run: Run, self: unknown) => countOf(run, self) },
});

const collectionType = defineType({
  name: generic("ICollection<T>"),
  kind: "interface",
  bases: ["IEnumerable<T>"],
  isInstance: isCollection,
  members: {
    "int Count": (run: Run, self: unknown) => countOf(run, self),
    "bool IsReadOnly": (_run: Run, self: unknown) => self instanceof ClrArray,
    "bool Contains(T item)": containsItem,
    "void Add(T item)": (run: Run, self: unknown, item: unknown) => {
      run.allocate(8);
      if (self instanceof ClrHashSet) self.add(item);
      else mutableList(self).items.push(item);
    },
    "void Clear()": (_run: Run, self: unknown) => {
      if (self instanceof ClrHashSet) self.clear();
      else mutableList(self).items.length = 0;
    },
    "bool Remove(T item)": (run: Run, self: unknown, item: unknown) => {
      if (self instanceof ClrHashSet) return self.remove(item);
      const { items } = mutableList(self);
      run.spend(items.length);
      const at = items.findIndex((one) => equalObjects(one, item));
      if (at !== -1) items.splice(at, 1);
      return at !== -1;
    },
  },
});

const readOnlyListType = defineType({
  name: generic("IReadOnlyList<T>"),
  kind: "interface",
  bases: ["IReadOnlyCollection<T>"],
  isInstance: isIndexed,
  members: { "T this[int index]": (_run: Run, self: unknown, index: number) => itemAt(self, index) },
});

const listInterfaceType = defineType({
  name: generic("IList<T>"),
  kind: "interface",
  bases: ["ICollection<T>"],
  isInstance: isIndexed,
  members: {
    "T this[int index]": (_run: Run, self: unknown, index: number) => itemAt(self, index),
    "set T this[int index]": (_run: Run, self: unknown, index: number, value: unknown) =>
      setItem(self, index, value),
    "int IndexOf(T item)": (run: Run, self: unknown, item: unknown) => {
      const items = indexable(self) ?? [];
      run.spend(items.length);
      return Array.prototype.findIndex.call(items, (one) => equalObjects(one, item));
    },
    "void Insert(int index, T item)": (run: Run, self: unknown, index: number, item: unknown) => {
      const list = mutableList(self);
      run.spend(list.items.length);
      list.items.splice(list.checkIndex(index, list.items.length), 0, item);
    },
    "void RemoveAt(int index)": (run: Run, self: unknown, index: number) => {
      const list = mutableList(self);
      run.spend(list.items.length);
      list.items.splice(list.checkIndex(index), 1);
    },
  },
});

const mapMembers = {
  "TValue this[TKey key]": (_run: Run, self: ReadOnlyMap, key: unknown) => self.at(key),
  "bool ContainsKey(TKey key)": (_run: Run, self: ReadOnlyMap, key: unknown) => self.find(key) !== undefined,
  "bool TryGetValue(TKey key, out TValue value)": (run: Run, self: ReadOnlyMap, key: unknown, out: Ref) => {
    const found = self.find(key);
    out.value = found === undefined ? run.types.zeroOf(self.value) : found;
    return found !== undefined;
  },
};

function keysOf(_run: Run, self: ReadOnlyMap): Sequence {
  return new Sequence(self.key, () => keys(self));
}

function* keys(self: ReadOnlyMap): Generator<unknown, void> {
  for (const [key] of self.entries()) yield key;
}

function valuesOf(_run: Run, self: ReadOnlyMap): Sequence {
  return new Sequence(self.value, () => values(self));
}

function* values(self: ReadOnlyMap): Generator<unknown, void> {
  for (const [, value] of self.entries()) yield value;
}

const readOnlyDictionaryType = defineType({
  name: generic("IReadOnlyDictionary<TKey, TValue>"),
  kind: "interface",
  bases: ["IReadOnlyCollection<KeyValuePair<TKey, TValue>>"],
  isInstance: (value) => value instanceof ReadOnlyMap,
  members: {
    ...mapMembers,
    "IEnumerable<TKey> Keys": keysOf,
    "IEnumerable<TValue> Values": valuesOf,
  },
});

const mutableMembers = {
  "set TValue this[TKey key]": (run: Run, self: ClrDictionary, key: unknown, value: unknown) => {
    run.allocate(32);
    self.set(key, value);
  },
  "void Add(TKey key, TValue value)": (run: Run, self: ClrDictionary, key: unknown, value: unknown) => {
    run.allocate(32);
    self.add(key, value);
  },
  "bool Remove(TKey key)": (_run: Run, self: ClrDictionary, key: unknown) => self.remove(key),
  "void Clear()": (_run: Run, self: ClrDictionary) => self.clear(),
};

const dictionaryInterfaceType = defineType({
  name: generic("IDictionary<TKey, TValue>"),
  kind: "interface",
  bases: ["ICollection<KeyValuePair<TKey, TValue>>"],
  isInstance: (value) => value instanceof ClrDictionary,
  members: {
    ...mapMembers,
    ...mutableMembers,
    "ICollection<TKey> Keys": keysOf,
    "ICollection<TValue> Values": valuesOf,
  },
});

/** Also for Dictionary itself. */
export const dictionaryMembers = { ...mapMembers, ...mutableMembers };

const keyValuePairType = defineType({
  name: generic("KeyValuePair<TKey, TValue>"),
  kind: "struct",
  isInstance: (value) => value instanceof KeyValuePair,
  members: {
    "TKey Key": (_run: Run, self: KeyValuePair) => self.key,
    "TValue Value": (_run: Run, self: KeyValuePair) => self.value,
  },
});

export const keyCollections = { keysOf, valuesOf };

export const interfaceTypes: readonly TypeDefinition[] = [
  enumerableType,
  genericEnumerableType,
  readOnlyCollectionType,
  collectionType,
  readOnlyListType,
  listInterfaceType,
  readOnlyDictionaryType,
  dictionaryInterfaceType,
  keyValuePairType,
];
