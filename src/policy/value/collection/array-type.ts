// System.Array: what every array has, and the static members that work on arrays.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, reified } from "../../type/type-definition.ts";
import { ClrArray } from "../boxed.ts";
import { argumentNull, ClrException } from "../clr-exception.ts";
import { compareValues, equalObjects } from "../equality.ts";
import type { Run } from "../run.ts";
import { makeTypedArray } from "./make-typed-array.ts";

type Items = unknown[] | Uint8Array;
type Test = (item: unknown) => boolean;

/** @throws ClrException ArgumentNullException */
function itemsOf(array: unknown, parameter = "array"): Items {
  if (array instanceof Uint8Array) return array;
  if (array instanceof ClrArray) return array.items;
  throw argumentNull(parameter);
}

function wrongRange(): ClrException {
  return new ClrException(
    "System.ArgumentException",
    "Source array was not long enough. Check srcIndex and length, and the array's lower bounds.",
  );
}

/** Overlapping ranges are copied as if through a third array. */
function copy(run: Run, source: unknown, from: number, target: unknown, to: number, length: number): void {
  const a = itemsOf(source, "sourceArray");
  const b = itemsOf(target, "destinationArray");
  run.spend(Math.max(0, length));
  if (from < 0 || to < 0 || length < 0 || from + length > a.length || to + length > b.length) {
    throw wrongRange();
  }
  // Items have the array's element type, which its signature names.
  const moved = Array.from(a as unknown[]).slice(from, from + length);
  for (const [index, item] of moved.entries()) b[to + index] = item;
}

function find(run: Run, array: unknown, matches: Test): number {
  const items = itemsOf(array);
  run.spend(items.length);
  return Array.prototype.findIndex.call(items, matches);
}

function indexOf(run: Run, array: unknown, value: unknown): number {
  return find(run, array, (item) => equalObjects(item, value));
}

function sort(run: Run, array: unknown, order: (a: unknown, b: unknown) => number): void {
  const items = itemsOf(array);
  run.spend(items.length * Math.ceil(Math.log2(items.length + 2)));
  Array.prototype.sort.call(items, order);
}

function typed(run: Run, element: ClrType, items: unknown[]): ClrArray | Uint8Array {
  run.allocate(items.length * 8);
  return makeTypedArray(element, items);
}

function filtered(run: Run, types: readonly ClrType[], array: unknown, matches: Test): unknown {
  // Items have the array's element type, which its signature names.
  const items = Array.from(itemsOf(array) as unknown[]);
  run.spend(items.length);
  return typed(run, types[0] ?? { kind: "error" }, items.filter(matches));
}

export const arrayType = defineType({
  name: "System.Array",
  kind: "class",
  isInstance: (value) => value instanceof ClrArray || value instanceof Uint8Array,
  members: {
    "int Length": (_run: Run, self: unknown) => itemsOf(self).length,
    "long LongLength": (_run: Run, self: unknown) => BigInt(itemsOf(self).length),
    "int Rank": () => 1,
    "int GetLength(int dimension)": (_run: Run, self: unknown) => itemsOf(self).length,
    "int GetUpperBound(int dimension)": (_run: Run, self: unknown) => itemsOf(self).length - 1,
    "void CopyTo(Array array, int index)": (run: Run, self: unknown, target: unknown, index: number) =>
      copy(run, self, 0, target, index, itemsOf(self).length),
    "object Clone()": (run: Run, self: unknown) => {
      run.spend(itemsOf(self).length);
      return self instanceof ClrArray
        ? typed(run, self.element, [...self.items])
        : // Items have the array's element type, which its signature names.
          Uint8Array.from(self as Uint8Array);
    },
    "static void Copy(Array sourceArray, Array destinationArray, int length)": (
      run: Run,
      source: unknown,
      target: unknown,
      length: number,
    ) => copy(run, source, 0, target, 0, length),
    "static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)":
      copy,
    "static int IndexOf<T>(T[] array, T value)": indexOf,
    "static int LastIndexOf<T>(T[] array, T value)": (run: Run, array: unknown, value: unknown) => {
      const items = itemsOf(array);
      run.spend(items.length);
      return Array.prototype.findLastIndex.call(items, (item) => equalObjects(item, value));
    },
    "static void Reverse(Array array)": (run: Run, array: unknown) => {
      const items = itemsOf(array);
      run.spend(items.length);
      items.reverse();
    },
    "static void Clear(Array array, int index, int length)": (
      run: Run,
      array: unknown,
      index: number,
      length: number,
    ) => {
      const items = itemsOf(array);
      run.spend(Math.max(0, length));
      if (index < 0 || length < 0 || index + length > items.length) throw wrongRange();
      const zero = array instanceof ClrArray ? run.types.zeroOf(array.element) : 0;
      // Items have the array's element type, which its signature names.
      items.fill(zero as never, index, index + length);
    },
    "static void Sort<T>(T[] array)": (run: Run, array: unknown) => sort(run, array, compareValues),
    "static void Sort<T>(T[] array, Comparison<T> comparison)": sort,
    "static bool Exists<T>(T[] array, Predicate<T> match)": (run: Run, array: unknown, matches: Test) =>
      find(run, array, matches) !== -1,
    "static bool TrueForAll<T>(T[] array, Predicate<T> match)": (run: Run, array: unknown, matches: Test) =>
      find(run, array, (item) => !matches(item)) === -1,
    "static T Find<T>(T[] array, Predicate<T> match)": reified(
      (run: Run, types: readonly ClrType[], array: unknown, matches: Test) => {
        const at = find(run, array, matches);
        return at === -1 ? run.types.zeroOf(types[0] ?? { kind: "error" }) : itemsOf(array)[at];
      },
    ),
    "static int FindIndex<T>(T[] array, Predicate<T> match)": find,
    "static T[] FindAll<T>(T[] array, Predicate<T> match)": reified(filtered),
    "static void ForEach<T>(T[] array, Action<T> action)": (
      run: Run,
      array: unknown,
      action: (item: unknown) => void,
    ) => {
      const items = itemsOf(array);
      run.spend(items.length);
      for (const item of items) action(item);
    },
    "static TOutput[] ConvertAll<TInput, TOutput>(TInput[] array, Converter<TInput, TOutput> converter)":
      reified((run: Run, types: readonly ClrType[], array: unknown, convert: (item: unknown) => unknown) => {
        // Items have the array's element type, which its signature names.
        const items = Array.from(itemsOf(array) as unknown[]);
        run.spend(items.length);
        return typed(
          run,
          types[1] ?? { kind: "error" },
          items.map((item) => convert(item)),
        );
      }),
    "static T[] Empty<T>()": reified((run: Run, types: readonly ClrType[]) =>
      typed(run, types[0] ?? { kind: "error" }, []),
    ),
    "static int BinarySearch<T>(T[] array, T value)": (run: Run, array: unknown, value: unknown) => {
      const items = itemsOf(array);
      run.spend(32);
      return binarySearch(items, value);
    },
  },
});

/** The index, or the complement of where the value would stand. */
function binarySearch(items: Items, value: unknown): number {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(items[middle], value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

export const bufferType = defineType({
  name: "System.Buffer",
  kind: "static",
  members: {
    "static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count)": (
      run: Run,
      source: unknown,
      from: number,
      target: unknown,
      to: number,
      count: number,
    ) => {
      if (source instanceof Uint8Array && target instanceof Uint8Array) {
        copy(run, source, from, target, to, count);
        return;
      }
      throw new ClrException("System.ArgumentException", "Object must be an array of primitives.");
    },
    "static int ByteLength(Array array)": (_run: Run, array: unknown) => itemsOf(array).length,
  },
});
