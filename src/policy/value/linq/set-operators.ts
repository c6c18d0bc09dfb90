// Distinct, Union, Intersect, Except, GroupBy, Join, OrderBy: what compares items or keys.

import type { ClrType } from "../../type/clr-type.ts";
import { type MemberBody, type Members, reified } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Comparer } from "../comparer.ts";
import { compareValues, hashKeyOf } from "../equality.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { Grouping } from "./grouping.ts";
import { OrderedSequence, type SortKey } from "./ordered-sequence.ts";

type Types = readonly ClrType[];
type Selector = (item: unknown) => unknown;
type KeyOf = (item: unknown) => unknown;

const unknownType: ClrType = { kind: "error" };
const same: Selector = (item) => item;

function keyBy(comparer: Comparer | null | undefined): KeyOf {
  return comparer === null || comparer === undefined ? hashKeyOf : (item) => comparer.keyOf(item);
}

function* distinct(
  run: Run,
  items: Iterable<unknown>,
  keyOf: KeyOf,
  without: Set<unknown>,
): Generator<unknown, void> {
  for (const item of items) {
    const key = keyOf(item);
    if (without.has(key)) continue;
    run.allocate(16);
    without.add(key);
    yield item;
  }
}

function* union(run: Run, first: unknown, second: unknown, keyOf: KeyOf): Generator<unknown, void> {
  const seen = new Set<unknown>();
  yield* distinct(run, iterate(run, first), keyOf, seen);
  yield* distinct(run, iterate(run, second), keyOf, seen);
}

function keySet(run: Run, items: unknown, keyOf: KeyOf): Set<unknown> {
  const keys = new Set<unknown>();
  for (const item of iterate(run, items)) {
    run.allocate(16);
    keys.add(keyOf(item));
  }
  return keys;
}

function* except(run: Run, first: unknown, second: unknown, keyOf: KeyOf): Generator<unknown, void> {
  yield* distinct(run, iterate(run, first), keyOf, keySet(run, second, keyOf));
}

function* intersect(run: Run, first: unknown, second: unknown, keyOf: KeyOf): Generator<unknown, void> {
  const wanted = keySet(run, second, keyOf);
  for (const item of iterate(run, first)) if (wanted.delete(keyOf(item))) yield item;
}

type TwoSources = (run: Run, first: unknown, second: unknown, keyOf: KeyOf) => Iterator<unknown>;

function ofTwo(name: string, items: TwoSources): Members {
  const both = "this IEnumerable<TSource> first, IEnumerable<TSource> second";
  const body = reified(
    (run: Run, types: Types, first: unknown, second: unknown, comparer?: Comparer | null) => {
      if (first === null) throw argumentNull("first");
      return new Sequence(types[0] ?? unknownType, () => items(run, first, second, keyBy(comparer)));
    },
  );
  return {
    [`static IEnumerable<TSource> ${name}<TSource>(${both})`]: body,
    [`static IEnumerable<TSource> ${name}<TSource>(${both}, IEqualityComparer<TSource> comparer)`]: body,
  };
}

const distinctBody = reified((run: Run, types: Types, source: unknown, comparer?: Comparer | null) => {
  if (source === null) throw argumentNull("source");
  return new Sequence(types[0] ?? unknownType, () =>
    distinct(run, iterate(run, source), keyBy(comparer), new Set()),
  );
});

/** Groups in the order in which their first items come. */
function groups(
  run: Run,
  source: unknown,
  key: Selector,
  item: Selector,
  element: ClrType,
  keyOf: KeyOf = hashKeyOf,
): Grouping[] {
  const found = new Map<unknown, Grouping>();
  for (const one of iterate(run, source)) {
    run.allocate(16);
    const value = key(one);
    const mapped = keyOf(value);
    const group = found.get(mapped) ?? new Grouping(value, element);
    found.set(mapped, group);
    group.items.push(item(one));
  }
  return [...found.values()];
}

function grouped(run: Run, source: unknown, start: () => readonly unknown[], element: ClrType): Sequence {
  if (source === null) throw argumentNull("source");
  run.spend(1);
  return new Sequence(element, () => start()[Symbol.iterator]());
}

const groupType: ClrType = { kind: "named", name: "System.Linq.IGrouping", args: [] };
const keySelector = "this IEnumerable<TSource> source, Func<TSource, TKey> keySelector";

const groupOperators: Members = {
  [`static IEnumerable<IGrouping<TKey, TSource>> GroupBy<TSource, TKey>(${keySelector})`]: reified(
    (run: Run, types: Types, source: unknown, key: Selector) =>
      grouped(run, source, () => groups(run, source, key, same, types[0] ?? unknownType), groupType),
  ),
  [`static IEnumerable<IGrouping<TKey, TSource>> GroupBy<TSource, TKey>(${keySelector}, IEqualityComparer<TKey> comparer)`]:
    reified((run: Run, types: Types, source: unknown, key: Selector, comparer: Comparer | null) =>
      grouped(
        run,
        source,
        () => groups(run, source, key, same, types[0] ?? unknownType, keyBy(comparer)),
        groupType,
      ),
    ),
  [`static IEnumerable<IGrouping<TKey, TElement>> GroupBy<TSource, TKey, TElement>(${keySelector}, Func<TSource, TElement> elementSelector)`]:
    reified((run: Run, types: Types, source: unknown, key: Selector, item: Selector) =>
      grouped(run, source, () => groups(run, source, key, item, types[2] ?? unknownType), groupType),
    ),
  [`static IEnumerable<TResult> GroupBy<TSource, TKey, TResult>(${keySelector}, Func<TKey, IEnumerable<TSource>, TResult> resultSelector)`]:
    reified(
      (
        run: Run,
        types: Types,
        source: unknown,
        key: Selector,
        result: (key: unknown, items: unknown) => unknown,
      ) =>
        grouped(
          run,
          source,
          () =>
            groups(run, source, key, same, types[0] ?? unknownType).map((group) => result(group.key, group)),
          types[2] ?? unknownType,
        ),
    ),
  "static IEnumerable<TResult> Join<TOuter, TInner, TKey, TResult>(this IEnumerable<TOuter> outer, IEnumerable<TInner> inner, Func<TOuter, TKey> outerKeySelector, Func<TInner, TKey> innerKeySelector, Func<TOuter, TInner, TResult> resultSelector)":
    reified(
      (
        run: Run,
        types: Types,
        outer: unknown,
        inner: unknown,
        outerKey: Selector,
        innerKey: Selector,
        result: (a: unknown, b: unknown) => unknown,
      ) => new Sequence(types[3] ?? unknownType, () => join(run, outer, inner, outerKey, innerKey, result)),
    ),
};

function* join(
  run: Run,
  outer: unknown,
  inner: unknown,
  outerKey: Selector,
  innerKey: Selector,
  result: (a: unknown, b: unknown) => unknown,
): Generator<unknown, void> {
  const byKey = new Map(
    groups(run, inner, innerKey, same, unknownType).map((group) => [hashKeyOf(group.key), group]),
  );
  for (const item of iterate(run, outer)) {
    for (const other of byKey.get(hashKeyOf(outerKey(item)))?.items ?? []) {
      run.spend(1);
      yield result(item, other);
    }
  }
}

function sortKey(select: Selector, sign: 1 | -1, comparer?: Comparer | null): SortKey {
  const compare =
    comparer === null || comparer === undefined
      ? compareValues
      : (a: unknown, b: unknown) => comparer.compare(a, b);
  return { select, compare, sign };
}

function ordering(sign: 1 | -1): MemberBody {
  return reified((run: Run, types: Types, source: unknown, key: Selector, comparer?: Comparer | null) => {
    if (source === null) throw argumentNull("source");
    return new OrderedSequence(run, types[0] ?? unknownType, source, [sortKey(key, sign, comparer)]);
  });
}

function furtherOrdering(sign: 1 | -1): MemberBody {
  return (_run: Run, source: OrderedSequence, key: Selector, comparer?: Comparer | null) =>
    source.thenBy(sortKey(key, sign, comparer));
}

function orderOperator(name: string, source: string, body: MemberBody): Members {
  const start = `static IOrderedEnumerable<TSource> ${name}<TSource, TKey>(this ${source}<TSource> source, Func<TSource, TKey> keySelector`;
  return { [`${start})`]: body, [`${start}, IComparer<TKey> comparer)`]: body };
}

export const setOperators: Members = {
  "static IEnumerable<TSource> Distinct<TSource>(this IEnumerable<TSource> source)": distinctBody,
  "static IEnumerable<TSource> Distinct<TSource>(this IEnumerable<TSource> source, IEqualityComparer<TSource> comparer)":
    distinctBody,
  ...ofTwo("Union", union),
  ...ofTwo("Intersect", intersect),
  ...ofTwo("Except", except),
  ...groupOperators,
  ...orderOperator("OrderBy", "IEnumerable", ordering(1)),
  ...orderOperator("OrderByDescending", "IEnumerable", ordering(-1)),
  ...orderOperator("ThenBy", "IOrderedEnumerable", furtherOrdering(1)),
  ...orderOperator("ThenByDescending", "IOrderedEnumerable", furtherOrdering(-1)),
};
