// List<T>: the members of the reference, none that hands out the list's inside.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, reified } from "../../type/type-definition.ts";
import type { ClrArray } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import type { Comparer } from "../comparer.ts";
import { compareValues, equalObjects } from "../equality.ts";
import type { Run } from "../run.ts";
import { ClrList } from "./list.ts";
import { makeTypedArray } from "./make-typed-array.ts";
import { toArray } from "./sequence-access.ts";

type Test = (item: unknown) => boolean;
type Order = (a: unknown, b: unknown) => number;

function make(_run: Run, types: readonly ClrType[], items: unknown[]): ClrList {
  return new ClrList(types[0] ?? { kind: "error" }, items);
}

function indexOf(run: Run, self: ClrList, item: unknown): number {
  run.spend(self.items.length);
  return self.items.findIndex((one) => equalObjects(one, item));
}

function insertRange(run: Run, self: ClrList, index: number, added: unknown): void {
  const items = toArray(run, added);
  run.spend(self.items.length);
  self.items.splice(self.checkIndex(index, self.items.length), 0, ...items);
}

function addRange(run: Run, self: ClrList, added: unknown): void {
  insertRange(run, self, self.items.length, added);
}

function find(run: Run, self: ClrList, matches: Test): number {
  return self.items.findIndex((item) => {
    run.spend(1);
    return matches(item);
  });
}

function sort(run: Run, self: ClrList, order: Order): void {
  run.spend(self.items.length * Math.ceil(Math.log2(self.items.length + 2)));
  self.items.sort(order);
}

function range(run: Run, self: ClrList, index: number, count: number): unknown[] {
  run.spend(Math.max(0, count));
  if (index < 0 || count < 0 || index + count > self.items.length) {
    throw new ClrException(
      "System.ArgumentException",
      "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
    );
  }
  return self.items.slice(index, index + count);
}

export const listType = defineType({
  name: "System.Collections.Generic.List<T>",
  kind: "class",
  bases: ["IList<T>", "IReadOnlyList<T>"],
  isInstance: (value) => value instanceof ClrList,
  members: {
    "new()": reified((run: Run, types: readonly ClrType[]) => make(run, types, [])),
    "new(int capacity)": reified((run: Run, types: readonly ClrType[]) => make(run, types, [])),
    "new(IEnumerable<T> collection)": reified((run: Run, types: readonly ClrType[], items: unknown) =>
      make(run, types, toArray(run, items)),
    ),
    "int Count": (_run: Run, self: ClrList) => self.items.length,
    "int Capacity": (_run: Run, self: ClrList) => self.items.length,
    "T this[int index]": (_run: Run, self: ClrList, index: number) => self.items[self.checkIndex(index)],
    "set T this[int index]": (_run: Run, self: ClrList, index: number, value: unknown) => {
      self.items[self.checkIndex(index)] = value;
    },
    "void Add(T item)": (run: Run, self: ClrList, item: unknown) => {
      run.allocate(8);
      self.items.push(item);
    },
    "void AddRange(IEnumerable<T> collection)": addRange,
    "void Clear()": (_run: Run, self: ClrList) => {
      self.items.length = 0;
    },
    "bool Contains(T item)": (run: Run, self: ClrList, item: unknown) => indexOf(run, self, item) !== -1,
    "int IndexOf(T item)": indexOf,
    "int LastIndexOf(T item)": (run: Run, self: ClrList, item: unknown) => {
      run.spend(self.items.length);
      return self.items.findLastIndex((one) => equalObjects(one, item));
    },
    "void Insert(int index, T item)": (run: Run, self: ClrList, index: number, item: unknown) => {
      run.spend(self.items.length);
      run.allocate(8);
      self.items.splice(self.checkIndex(index, self.items.length), 0, item);
    },
    "void InsertRange(int index, IEnumerable<T> collection)": insertRange,
    "bool Remove(T item)": (run: Run, self: ClrList, item: unknown) => {
      const at = indexOf(run, self, item);
      if (at !== -1) self.items.splice(at, 1);
      return at !== -1;
    },
    "void RemoveAt(int index)": (run: Run, self: ClrList, index: number) => {
      run.spend(self.items.length);
      self.items.splice(self.checkIndex(index), 1);
    },
    "void RemoveRange(int index, int count)": (run: Run, self: ClrList, index: number, count: number) => {
      range(run, self, index, count);
      self.items.splice(index, count);
    },
    "int RemoveAll(Predicate<T> match)": (run: Run, self: ClrList, matches: Test) => {
      run.spend(self.items.length);
      const kept = self.items.filter((item) => !matches(item));
      const removed = self.items.length - kept.length;
      self.items.splice(0, self.items.length, ...kept);
      return removed;
    },
    "List<T> GetRange(int index, int count)": (run: Run, self: ClrList, index: number, count: number) =>
      new ClrList(self.element, range(run, self, index, count)),
    "T Find(Predicate<T> match)": (run: Run, self: ClrList, matches: Test) => {
      const at = find(run, self, matches);
      return at === -1 ? run.types.zeroOf(self.element) : self.items[at];
    },
    "int FindIndex(Predicate<T> match)": find,
    "List<T> FindAll(Predicate<T> match)": (run: Run, self: ClrList, matches: Test) => {
      run.spend(self.items.length);
      run.allocate(self.items.length * 8);
      return new ClrList(self.element, self.items.filter(matches));
    },
    "bool Exists(Predicate<T> match)": (run: Run, self: ClrList, matches: Test) =>
      find(run, self, matches) !== -1,
    "bool TrueForAll(Predicate<T> match)": (run: Run, self: ClrList, matches: Test) =>
      find(run, self, (item) => !matches(item)) === -1,
    "void ForEach(Action<T> action)": (run: Run, self: ClrList, action: (item: unknown) => void) => {
      for (const item of self.items) {
        run.spend(1);
        action(item);
      }
    },
    "List<TOutput> ConvertAll<TOutput>(Converter<T, TOutput> converter)": reified(
      (run: Run, types: readonly ClrType[], self: ClrList, convert: (item: unknown) => unknown) => {
        run.spend(self.items.length);
        run.allocate(self.items.length * 8);
        return new ClrList(
          types[1] ?? self.element,
          self.items.map((item) => convert(item)),
        );
      },
    ),
    "void Reverse()": (run: Run, self: ClrList) => {
      run.spend(self.items.length);
      self.items.reverse();
    },
    "void Sort()": (run: Run, self: ClrList) => sort(run, self, compareValues),
    "void Sort(Comparison<T> comparison)": sort,
    "void Sort(IComparer<T> comparer)": (run: Run, self: ClrList, comparer: Comparer | null) =>
      sort(run, self, (a, b) => comparer?.compare(a, b) ?? compareValues(a, b)),
    "T[] ToArray()": (run: Run, self: ClrList): ClrArray | Uint8Array =>
      makeTypedArray(self.element, toArray(run, self)),
  },
});
