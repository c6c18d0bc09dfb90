// ToArray, ToList, ToDictionary, ToLookup, Cast, OfType, Range, Repeat, Empty.

import type { ClrType } from "../../type/clr-type.ts";
import { type Members, reified } from "../../type/type-definition.ts";
import { intType } from "../../type/well-known.ts";
import { unboxed } from "../boxed.ts";
import { argumentNull, argumentOutOfRange, ClrException } from "../clr-exception.ts";
import { ClrDictionary } from "../collection/dictionary.ts";
import { boxedItems } from "../collection/element-of.ts";
import { ClrHashSet } from "../collection/hash-set.ts";
import { ClrList } from "../collection/list.ts";
import { makeTypedArray } from "../collection/make-typed-array.ts";
import { toArray } from "../collection/sequence-access.ts";
import type { Comparer } from "../comparer.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";

type Types = readonly ClrType[];
type Selector = (item: unknown) => unknown;

const unknownType: ClrType = { kind: "error" };
const same: Selector = (item) => item;

function dictionary(
  run: Run,
  types: Types,
  source: unknown,
  key: Selector,
  value: Selector,
  comparer: Comparer | null,
): ClrDictionary {
  const [keyType = unknownType, valueType = unknownType] = types;
  const found =
    comparer === null
      ? new ClrDictionary(keyType, valueType)
      : new ClrDictionary(keyType, valueType, (item) => comparer.keyOf(item));
  for (const item of iterate(run, source)) {
    run.allocate(32);
    found.add(key(item), value(item));
  }
  return found;
}

function* cast(run: Run, source: unknown, type: ClrType): Generator<unknown, void> {
  const isObject = type.kind === "named" && type.name === "System.Object";
  for (const item of boxedItems(run, source)) {
    if (item !== null && !run.types.isInstance(type, item)) {
      throw new ClrException("System.InvalidCastException", "Specified cast is not valid.");
    }
    yield isObject ? item : unboxed(item);
  }
}

function* ofType(run: Run, source: unknown, type: ClrType): Generator<unknown, void> {
  const isObject = type.kind === "named" && type.name === "System.Object";
  for (const item of boxedItems(run, source)) {
    if (item !== null && run.types.isInstance(type, item)) yield isObject ? item : unboxed(item);
  }
}

function* range(run: Run, start: number, count: number): Generator<number, void> {
  for (let index = 0; index < count; index++) {
    run.spend(1);
    yield start + index;
  }
}

function* repeat(run: Run, item: unknown, count: number): Generator<unknown, void> {
  for (let index = 0; index < count; index++) {
    run.spend(1);
    yield item;
  }
}

function checkCount(count: number, start = 0): void {
  if (count < 0 || start + count - 1 > 2147483647) {
    throw argumentOutOfRange("count", "Specified argument was out of the range of valid values.");
  }
}

const source = "this IEnumerable<TSource> source";
const withKey = `${source}, Func<TSource, TKey> keySelector`;
const byKey = "IEqualityComparer<TKey> comparer";

export const conversionOperators: Members = {
  [`static TSource[] ToArray<TSource>(${source})`]: reified((run: Run, types: Types, from: unknown) => {
    if (from === null) throw argumentNull("source");
    return makeTypedArray(types[0] ?? unknownType, toArray(run, from));
  }),
  [`static List<TSource> ToList<TSource>(${source})`]: reified((run: Run, types: Types, from: unknown) => {
    if (from === null) throw argumentNull("source");
    return new ClrList(types[0] ?? unknownType, toArray(run, from));
  }),
  [`static HashSet<TSource> ToHashSet<TSource>(${source})`]: reified(
    (run: Run, types: Types, from: unknown) => {
      const set = new ClrHashSet(types[0] ?? unknownType);
      for (const item of iterate(run, from)) {
        run.allocate(24);
        set.add(item);
      }
      return set;
    },
  ),
  [`static Dictionary<TKey, TSource> ToDictionary<TSource, TKey>(${withKey})`]: reified(
    (run: Run, types: Types, from: unknown, key: Selector) =>
      dictionary(run, [types[1] ?? unknownType, types[0] ?? unknownType], from, key, same, null),
  ),
  [`static Dictionary<TKey, TSource> ToDictionary<TSource, TKey>(${withKey}, ${byKey})`]: reified(
    (run: Run, types: Types, from: unknown, key: Selector, comparer: Comparer | null) =>
      dictionary(run, [types[1] ?? unknownType, types[0] ?? unknownType], from, key, same, comparer),
  ),
  [`static Dictionary<TKey, TElement> ToDictionary<TSource, TKey, TElement>(${withKey}, Func<TSource, TElement> elementSelector)`]:
    reified((run: Run, types: Types, from: unknown, key: Selector, value: Selector) =>
      dictionary(run, types.slice(1), from, key, value, null),
    ),
  [`static Dictionary<TKey, TElement> ToDictionary<TSource, TKey, TElement>(${withKey}, Func<TSource, TElement> elementSelector, ${byKey})`]:
    reified(
      (run: Run, types: Types, from: unknown, key: Selector, value: Selector, comparer: Comparer | null) =>
        dictionary(run, types.slice(1), from, key, value, comparer),
    ),
  "static IEnumerable<TResult> Cast<TResult>(this IEnumerable source)": reified(
    (run: Run, types: Types, from: unknown) =>
      new Sequence(types[0] ?? unknownType, () => cast(run, from, types[0] ?? unknownType)),
  ),
  "static IEnumerable<TResult> OfType<TResult>(this IEnumerable source)": reified(
    (run: Run, types: Types, from: unknown) =>
      new Sequence(types[0] ?? unknownType, () => ofType(run, from, types[0] ?? unknownType)),
  ),
  "static IEnumerable<int> Range(int start, int count)": (run: Run, start: number, count: number) => {
    checkCount(count, start);
    return new Sequence(intType, () => range(run, start, count));
  },
  "static IEnumerable<TResult> Repeat<TResult>(TResult element, int count)": reified(
    (run: Run, types: Types, item: unknown, count: number) => {
      checkCount(count);
      return new Sequence(types[0] ?? unknownType, () => repeat(run, item, count));
    },
  ),
  "static IEnumerable<TResult> Empty<TResult>()": reified(
    (_run: Run, types: Types) => new Sequence(types[0] ?? unknownType, () => [][Symbol.iterator]()),
  ),
};
