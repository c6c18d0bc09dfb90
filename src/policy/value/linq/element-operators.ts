// First, Last, Single, ElementAt, Any, All, Count, Contains, Aggregate, SequenceEqual: what gives one value.

import type { ClrType } from "../../type/clr-type.ts";
import { type Members, reified } from "../../type/type-definition.ts";
import { argumentOutOfRange, ClrException } from "../clr-exception.ts";
import { countOf } from "../collection/sequence-access.ts";
import type { Comparer } from "../comparer.ts";
import { equalObjects } from "../equality.ts";
import { iterate } from "../iterate.ts";
import type { Run } from "../run.ts";
import { noElements } from "./numeric-aggregate.ts";

type Test = (item: unknown) => boolean;
type Types = readonly ClrType[];

const everything: Test = () => true;

const invalid = (message: string): ClrException =>
  new ClrException("System.InvalidOperationException", message);

function noMatch(matches: Test): ClrException {
  return matches === everything ? noElements() : invalid("Sequence contains no matching element");
}

function moreThanOne(matches: Test): ClrException {
  const what = matches === everything ? "element" : "matching element";
  return invalid(`Sequence contains more than one ${what}`);
}

type Pick = (run: Run, source: unknown, matches: Test) => { readonly item: unknown } | undefined;

const pickFirst: Pick = (run, source, matches) => {
  for (const item of iterate(run, source)) if (matches(item)) return { item };
  return undefined;
};

const pickLast: Pick = (run, source, matches) => {
  let found: { readonly item: unknown } | undefined;
  for (const item of iterate(run, source)) if (matches(item)) found = { item };
  return found;
};

const pickSingle: Pick = (run, source, matches) => {
  let found: { readonly item: unknown } | undefined;
  for (const item of iterate(run, source)) {
    if (!matches(item)) continue;
    if (found !== undefined) throw moreThanOne(matches);
    found = { item };
  }
  return found;
};

function picking(name: string, pick: Pick): Members {
  const must = (run: Run, source: unknown, matches: Test = everything): unknown => {
    const found = pick(run, source, matches);
    if (found === undefined) throw noMatch(matches);
    return found.item;
  };
  const may = reified((run: Run, types: Types, source: unknown, matches: Test = everything) => {
    const found = pick(run, source, matches);
    return found === undefined ? run.types.zeroOf(types[0] ?? { kind: "error" }) : found.item;
  });
  const predicate = "Func<TSource, bool> predicate";
  return {
    [`static TSource ${name}<TSource>(this IEnumerable<TSource> source)`]: must,
    [`static TSource ${name}<TSource>(this IEnumerable<TSource> source, ${predicate})`]: must,
    [`static TSource ${name}OrDefault<TSource>(this IEnumerable<TSource> source)`]: may,
    [`static TSource ${name}OrDefault<TSource>(this IEnumerable<TSource> source, ${predicate})`]: may,
  };
}

function at(run: Run, source: unknown, index: number): { readonly item: unknown } | undefined {
  let position = 0;
  for (const item of iterate(run, source)) if (position++ === index) return { item };
  return undefined;
}

function count(run: Run, source: unknown, matches?: Test): number {
  if (matches === undefined) return countOf(run, source);
  let found = 0;
  for (const item of iterate(run, source)) if (matches(item)) found++;
  return found;
}

function contains(run: Run, source: unknown, value: unknown, comparer: Comparer | null = null): boolean {
  for (const item of iterate(run, source)) {
    if (comparer === null ? equalObjects(item, value) : comparer.keyOf(item) === comparer.keyOf(value)) {
      return true;
    }
  }
  return false;
}

function sequenceEqual(run: Run, first: unknown, second: unknown): boolean {
  const others = iterate(run, second);
  for (const item of iterate(run, first)) {
    const other = others.next();
    if (other.done === true || !equalObjects(item, other.value)) return false;
  }
  return others.next().done === true;
}

type Combine = (result: unknown, item: unknown) => unknown;

function aggregate(run: Run, source: unknown, seed: unknown, combine: Combine): unknown {
  let result = seed;
  for (const item of iterate(run, source)) result = combine(result, item);
  return result;
}

function aggregateUnseeded(run: Run, source: unknown, combine: Combine): unknown {
  const items = iterate(run, source);
  const first = items.next();
  if (first.done === true) throw noElements();
  let result: unknown = first.value;
  for (const item of items) result = combine(result, item);
  return result;
}

export const elementOperators: Members = {
  ...picking("First", pickFirst),
  ...picking("Last", pickLast),
  ...picking("Single", pickSingle),
  "static TSource ElementAt<TSource>(this IEnumerable<TSource> source, int index)": (
    run: Run,
    source: unknown,
    index: number,
  ) => {
    const found = at(run, source, index);
    if (found !== undefined) return found.item;
    throw argumentOutOfRange(
      "index",
      "Index was out of range. Must be non-negative and less than the size of the collection.",
    );
  },
  "static TSource ElementAtOrDefault<TSource>(this IEnumerable<TSource> source, int index)": reified(
    (run: Run, types: Types, source: unknown, index: number) => {
      const found = at(run, source, index);
      return found === undefined ? run.types.zeroOf(types[0] ?? { kind: "error" }) : found.item;
    },
  ),
  "static bool Any<TSource>(this IEnumerable<TSource> source)": (run: Run, source: unknown) =>
    pickFirst(run, source, everything) !== undefined,
  "static bool Any<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)": (
    run: Run,
    source: unknown,
    matches: Test,
  ) => pickFirst(run, source, matches) !== undefined,
  "static bool All<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)": (
    run: Run,
    source: unknown,
    matches: Test,
  ) => pickFirst(run, source, (item) => !matches(item)) === undefined,
  "static int Count<TSource>(this IEnumerable<TSource> source)": (run: Run, source: unknown) =>
    count(run, source),
  "static int Count<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)": count,
  "static long LongCount<TSource>(this IEnumerable<TSource> source)": (run: Run, source: unknown) =>
    BigInt(count(run, source)),
  "static long LongCount<TSource>(this IEnumerable<TSource> source, Func<TSource, bool> predicate)": (
    run: Run,
    source: unknown,
    matches: Test,
  ) => BigInt(count(run, source, matches)),
  "static bool Contains<TSource>(this IEnumerable<TSource> source, TSource value)": (
    run: Run,
    source: unknown,
    value: unknown,
  ) => contains(run, source, value),
  "static bool Contains<TSource>(this IEnumerable<TSource> source, TSource value, IEqualityComparer<TSource> comparer)":
    contains,
  "static bool SequenceEqual<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)":
    sequenceEqual,
  "static TSource Aggregate<TSource>(this IEnumerable<TSource> source, Func<TSource, TSource, TSource> func)":
    aggregateUnseeded,
  "static TAccumulate Aggregate<TSource, TAccumulate>(this IEnumerable<TSource> source, TAccumulate seed, Func<TAccumulate, TSource, TAccumulate> func)":
    aggregate,
  "static TResult Aggregate<TSource, TAccumulate, TResult>(this IEnumerable<TSource> source, TAccumulate seed, Func<TAccumulate, TSource, TAccumulate> func, Func<TAccumulate, TResult> resultSelector)":
    (run: Run, source: unknown, seed: unknown, combine: Combine, finish: (result: unknown) => unknown) =>
      finish(aggregate(run, source, seed, combine)),
};
