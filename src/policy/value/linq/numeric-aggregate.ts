// Sum, Average, Min and Max: one overload for each numeric type, with and without a selector.

import type { MemberBody, Members } from "../../type/type-definition.ts";
import { ClrException } from "../clr-exception.ts";
import { compareValues } from "../equality.ts";
import { iterate } from "../iterate.ts";
import { binaryArithmetic } from "../number/arithmetic.ts";
import { type ClrDecimal, decimalOf, decimalZero, divideDecimal } from "../number/decimal.ts";
import type { Run } from "../run.ts";

type Kind = "int" | "long" | "float" | "double" | "decimal";
type Selector = (item: unknown) => unknown;

const kinds: readonly Kind[] = ["int", "long", "float", "double", "decimal"];
const zeros: Readonly<Record<Kind, unknown>> = {
  int: 0,
  long: 0n,
  float: 0,
  double: 0,
  decimal: decimalZero,
};

const same: Selector = (item) => item;

export function noElements(): ClrException {
  return new ClrException("System.InvalidOperationException", "Sequence contains no elements");
}

/** Checked, as LINQ adds. Nulls of nullable types are passed over. */
function sum(kind: Kind): (run: Run, items: unknown, select?: Selector) => unknown {
  // Operands are of the kind that the overload is for.
  const add = binaryArithmetic(kind, "+", true) as (a: unknown, b: unknown) => unknown;
  return (run, items, select = same) => {
    let total = zeros[kind];
    for (const item of iterate(run, items)) {
      const value = select(item);
      if (value !== null) total = add(total, value);
    }
    return total;
  };
}

function average(kind: Kind): (run: Run, items: unknown, select?: Selector) => unknown {
  return (run, items, select = same) => {
    const values = [...iterate(run, items)].map((item) => select(item)).filter((value) => value !== null);
    if (values.length === 0) throw noElements();
    if (kind === "decimal") {
      // Operands are of the kind that the overload is for.
      const total = sum(kind)(run, values) as ClrDecimal;
      return divideDecimal(total, decimalOf(BigInt(values.length), 0));
    }
    const total = values.reduce<number>((result, value) => result + Number(value), 0);
    const mean = total / values.length;
    return kind === "float" ? Math.fround(mean) : mean;
  };
}

const averageTypes: Readonly<Record<Kind, string>> = {
  int: "double",
  long: "double",
  float: "float",
  double: "double",
  decimal: "decimal",
};

/** The extreme value; `sign` −1 for the least. NaN counts as least, and Min finds it, as in the CLR. */
function extreme(sign: 1 | -1): (run: Run, items: unknown, select?: Selector) => unknown {
  return (run, items, select = same) => {
    let found: unknown;
    for (const item of iterate(run, items)) {
      const value = select(item);
      if (value === null) continue;
      if (found === undefined || compareValues(value, found) * sign > 0) found = value;
    }
    if (found === undefined) throw noElements();
    return found;
  };
}

function overloads(name: string, body: (kind: Kind) => MemberBody, result: (kind: Kind) => string): Members {
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const run = body(kind);
      return [
        [`static ${result(kind)} ${name}(this IEnumerable<${kind}> source)`, run],
        [
          `static ${result(kind)} ${name}<TSource>(this IEnumerable<TSource> source, Func<TSource, ${kind}> selector)`,
          run,
        ],
      ];
    }),
  );
}

const generic = (name: string, body: MemberBody): Members => ({
  [`static TSource ${name}<TSource>(this IEnumerable<TSource> source)`]: body,
  [`static TResult ${name}<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)`]:
    body,
});

export const numericAggregates: Members = {
  ...overloads("Sum", sum, (kind) => kind),
  ...overloads("Average", average, (kind) => averageTypes[kind]),
  ...generic("Min", extreme(-1)),
  ...generic("Max", extreme(1)),
};
