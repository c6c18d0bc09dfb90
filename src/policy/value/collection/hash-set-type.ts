// HashSet<T>, and ISet<T> with the same members.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, type Members, reified, type TypeDefinition } from "../../type/type-definition.ts";
import type { Comparer } from "../comparer.ts";
import { iterate } from "../iterate.ts";
import type { Run } from "../run.ts";
import { ClrHashSet } from "./hash-set.ts";

function make(run: Run, types: readonly ClrType[], items: unknown, comparer: Comparer | null): ClrHashSet {
  const element = types[0] ?? { kind: "error" };
  const set =
    comparer === null ? new ClrHashSet(element) : new ClrHashSet(element, (item) => comparer.keyOf(item));
  unite(run, set, items);
  return set;
}

function unite(run: Run, self: ClrHashSet, items: unknown): void {
  for (const item of iterate(run, items)) add(run, self, item);
}

function add(run: Run, self: ClrHashSet, item: unknown): boolean {
  run.allocate(24);
  return self.add(item);
}

/** The other items as a set that compares as this one does. */
function asSet(run: Run, self: ClrHashSet, items: unknown): ClrHashSet {
  const other = new ClrHashSet(self.element, self.keyOf);
  unite(run, other, items);
  return other;
}

function isSubset(a: ClrHashSet, b: ClrHashSet): boolean {
  for (const item of a) if (!b.has(item)) return false;
  return true;
}

function keep(run: Run, self: ClrHashSet, keeps: (item: unknown) => boolean): void {
  for (const item of [...self]) {
    run.spend(1);
    if (!keeps(item)) self.remove(item);
  }
}

const setMembers: Members = {
  "bool Add(T item)": add,
  "bool Contains(T item)": (_run: Run, self: ClrHashSet, item: unknown) => self.has(item),
  "bool Remove(T item)": (_run: Run, self: ClrHashSet, item: unknown) => self.remove(item),
  "void UnionWith(IEnumerable<T> other)": unite,
  "void IntersectWith(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) => {
    const other = asSet(run, self, items);
    keep(run, self, (item) => other.has(item));
  },
  "void ExceptWith(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) => {
    for (const item of iterate(run, items)) self.remove(item);
  },
  "bool IsSubsetOf(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) =>
    isSubset(self, asSet(run, self, items)),
  "bool IsSupersetOf(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) =>
    isSubset(asSet(run, self, items), self),
  "bool Overlaps(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) => {
    for (const item of iterate(run, items)) if (self.has(item)) return true;
    return false;
  },
  "bool SetEquals(IEnumerable<T> other)": (run: Run, self: ClrHashSet, items: unknown) => {
    const other = asSet(run, self, items);
    return other.count === self.count && isSubset(self, other);
  },
};

const hashSetType = defineType({
  name: "System.Collections.Generic.HashSet<T>",
  kind: "class",
  bases: ["ISet<T>", "IReadOnlyCollection<T>"],
  isInstance: (value) => value instanceof ClrHashSet,
  members: {
    "new()": reified((run: Run, types: readonly ClrType[]) => make(run, types, [], null)),
    "new(IEnumerable<T> collection)": reified((run: Run, types: readonly ClrType[], items: unknown) =>
      make(run, types, items, null),
    ),
    "new(IEqualityComparer<T> comparer)": reified(
      (run: Run, types: readonly ClrType[], comparer: Comparer | null) => make(run, types, [], comparer),
    ),
    "new(IEnumerable<T> collection, IEqualityComparer<T> comparer)": reified(
      (run: Run, types: readonly ClrType[], items: unknown, comparer: Comparer | null) =>
        make(run, types, items, comparer),
    ),
    ...setMembers,
    "int Count": (_run: Run, self: ClrHashSet) => self.count,
    "void Clear()": (_run: Run, self: ClrHashSet) => self.clear(),
  },
});

const setInterfaceType = defineType({
  name: "System.Collections.Generic.ISet<T>",
  kind: "interface",
  bases: ["ICollection<T>"],
  isInstance: (value) => value instanceof ClrHashSet,
  members: setMembers,
});

export const setTypes: readonly TypeDefinition[] = [setInterfaceType, hashSetType];
