// Where, Select, SelectMany, Take, Skip, Concat, Zip, Reverse and the like: deferred sequences.

import type { ClrType } from "../../type/clr-type.ts";
import { type Members, reified } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";

type Test = (item: unknown, index: number) => boolean;
type Selector = (item: unknown, index: number) => unknown;
type Types = readonly ClrType[];

const unknownType: ClrType = { kind: "error" };

/** LINQ looks at its source when it is called, and goes through it later. */
function deferred(source: unknown, element: ClrType | undefined, start: () => Iterator<unknown>): Sequence {
  if (source === null) throw argumentNull("source");
  return new Sequence(element ?? unknownType, start);
}

function* where(run: Run, source: unknown, matches: Test): Generator<unknown, void> {
  let index = 0;
  for (const item of iterate(run, source)) if (matches(item, index++)) yield item;
}

function* select(run: Run, source: unknown, selector: Selector): Generator<unknown, void> {
  let index = 0;
  for (const item of iterate(run, source)) yield selector(item, index++);
}

function* selectMany(run: Run, source: unknown, selector: Selector): Generator<unknown, void> {
  let index = 0;
  for (const item of iterate(run, source)) yield* iterate(run, selector(item, index++));
}

function* selectManyWith(
  run: Run,
  source: unknown,
  selector: Selector,
  result: (item: unknown, inner: unknown) => unknown,
): Generator<unknown, void> {
  for (const item of iterate(run, source)) {
    for (const inner of iterate(run, selector(item, 0))) yield result(item, inner);
  }
}

function* take(run: Run, source: unknown, count: number): Generator<unknown, void> {
  let left = count;
  if (left <= 0) return;
  for (const item of iterate(run, source)) {
    yield item;
    if (--left <= 0) return;
  }
}

function* skip(run: Run, source: unknown, count: number): Generator<unknown, void> {
  let left = count;
  for (const item of iterate(run, source)) if (left-- <= 0) yield item;
}

function* takeWhile(run: Run, source: unknown, matches: Test): Generator<unknown, void> {
  let index = 0;
  for (const item of iterate(run, source)) {
    if (!matches(item, index++)) return;
    yield item;
  }
}

function* skipWhile(run: Run, source: unknown, matches: Test): Generator<unknown, void> {
  let isSkipping = true;
  let index = 0;
  for (const item of iterate(run, source)) {
    if (isSkipping && matches(item, index++)) continue;
    isSkipping = false;
    yield item;
  }
}

function* concat(run: Run, first: unknown, second: unknown): Generator<unknown, void> {
  yield* iterate(run, first);
  yield* iterate(run, second);
}

function* zip(
  run: Run,
  first: unknown,
  second: unknown,
  result: (a: unknown, b: unknown) => unknown,
): Generator<unknown, void> {
  const others = iterate(run, second);
  for (const item of iterate(run, first)) {
    const other = others.next();
    if (other.done === true) return;
    yield result(item, other.value);
  }
}

function* reverse(run: Run, source: unknown): Generator<unknown, void> {
  yield* [...iterate(run, source)].toReversed();
}

function* orDefault(run: Run, source: unknown, value: unknown): Generator<unknown, void> {
  let isEmpty = true;
  for (const item of iterate(run, source)) {
    isEmpty = false;
    yield item;
  }
  if (isEmpty) yield value;
}

const source = "this IEnumerable<TSource> source";

/** Operators whose result has the element type of their source. */
function keeping(
  signature: string,
  items: (run: Run, source: unknown, operand: never) => Iterator<unknown>,
): Members {
  // The operand has the type that the signature names.
  const start = items as (run: Run, source: unknown, operand: unknown) => Iterator<unknown>;
  return {
    [`static IEnumerable<TSource> ${signature}`]: reified(
      (run: Run, types: Types, from: unknown, operand: unknown) =>
        deferred(from, types[0], () => start(run, from, operand)),
    ),
  };
}

export const sequenceOperators: Members = {
  ...keeping(`Where<TSource>(${source}, Func<TSource, bool> predicate)`, where),
  ...keeping(`Where<TSource>(${source}, Func<TSource, int, bool> predicate)`, where),
  ...keeping(`Take<TSource>(${source}, int count)`, take),
  ...keeping(`Skip<TSource>(${source}, int count)`, skip),
  ...keeping(`TakeWhile<TSource>(${source}, Func<TSource, bool> predicate)`, takeWhile),
  ...keeping(`SkipWhile<TSource>(${source}, Func<TSource, bool> predicate)`, skipWhile),
  ...keeping("Concat<TSource>(this IEnumerable<TSource> first, IEnumerable<TSource> second)", concat),
  ...keeping(`Append<TSource>(${source}, TSource element)`, (run: Run, from: unknown, item: never) =>
    concat(run, from, [item]),
  ),
  ...keeping(`Prepend<TSource>(${source}, TSource element)`, (run: Run, from: unknown, item: never) =>
    concat(run, [item], from),
  ),
  ...keeping(`Reverse<TSource>(${source})`, reverse),
  ...keeping(`AsEnumerable<TSource>(${source})`, iterate),
  ...keeping(`DefaultIfEmpty<TSource>(${source}, TSource defaultValue)`, orDefault),
  [`static IEnumerable<TSource> DefaultIfEmpty<TSource>(${source})`]: reified(
    (run: Run, types: Types, from: unknown) =>
      deferred(from, types[0], () => orDefault(run, from, run.types.zeroOf(types[0] ?? unknownType))),
  ),
  ...mapping("Func<TSource, TResult> selector"),
  ...mapping("Func<TSource, int, TResult> selector"),
  [`static IEnumerable<TResult> SelectMany<TSource, TResult>(${source}, Func<TSource, IEnumerable<TResult>> selector)`]:
    reified((run: Run, types: Types, from: unknown, selector: Selector) =>
      deferred(from, types[1], () => selectMany(run, from, selector)),
    ),
  [`static IEnumerable<TResult> SelectMany<TSource, TCollection, TResult>(${source}, Func<TSource, IEnumerable<TCollection>> collectionSelector, Func<TSource, TCollection, TResult> resultSelector)`]:
    reified(
      (
        run: Run,
        types: Types,
        from: unknown,
        selector: Selector,
        result: (item: unknown, inner: unknown) => unknown,
      ) => deferred(from, types[2], () => selectManyWith(run, from, selector, result)),
    ),
  "static IEnumerable<TResult> Zip<TFirst, TSecond, TResult>(this IEnumerable<TFirst> first, IEnumerable<TSecond> second, Func<TFirst, TSecond, TResult> resultSelector)":
    reified(
      (
        run: Run,
        types: Types,
        first: unknown,
        second: unknown,
        result: (a: unknown, b: unknown) => unknown,
      ) => deferred(first, types[2], () => zip(run, first, second, result)),
    ),
};

function mapping(selector: string): Members {
  return {
    [`static IEnumerable<TResult> Select<TSource, TResult>(${source}, ${selector})`]: reified(
      (run: Run, types: Types, from: unknown, selected: Selector) =>
        deferred(from, types[1], () => select(run, from, selected)),
    ),
  };
}
