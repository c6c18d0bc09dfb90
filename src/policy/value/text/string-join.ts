// String.Join, Concat and Format: strings made of many values.

import type { ClrType } from "../../type/clr-type.ts";
import { type Members, reified } from "../../type/type-definition.ts";
import { objectType } from "../../type/well-known.ts";
import { box, type ClrArray } from "../boxed.ts";
import { argumentNull, argumentOutOfRange } from "../clr-exception.ts";
import { iterate } from "../iterate.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { formatComposite } from "./composite-format.ts";

type Nullable<T> = T | null;

/** Joins texts, each charged for before the result is made. */
function joinTexts(run: Run, separator: string, texts: Iterable<string>): string {
  const parts: string[] = [];
  for (const text of texts) {
    const length = text.length + separator.length;
    run.spend(1 + length);
    run.allocate(length * 2);
    parts.push(text);
  }
  return parts.join(separator);
}

function* textsOf(items: Iterable<unknown>, type: ClrType): Generator<string, void> {
  for (const item of items) yield textOf(box(type, item));
}

/** An `object[]`, or an array of another class that stands for one. */
function objects(array: Nullable<ClrArray>, parameter: string): Iterable<string> {
  if (array === null) throw argumentNull(parameter);
  return textsOf(array.items, objectType);
}

function sequence(run: Run, values: unknown, type: ClrType): Iterable<string> {
  if (values === null) throw argumentNull("values");
  return textsOf(iterate(run, values), type);
}

function joinRange(
  run: Run,
  separator: Nullable<string>,
  array: Nullable<ClrArray>,
  start: number,
  count: number,
): string {
  if (array === null) throw argumentNull("value");
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (count < 0) throw argumentOutOfRange("count", "Count cannot be less than zero.");
  if (start > array.items.length - count) {
    throw argumentOutOfRange("startIndex", "Index and count must refer to a location within the buffer.");
  }
  return joinTexts(run, separator ?? "", textsOf(array.items.slice(start, start + count), objectType));
}

const joins: Members = {
  "static string Join(string separator, params string[] value)": (
    run: Run,
    separator: Nullable<string>,
    array: Nullable<ClrArray>,
  ) => joinTexts(run, separator ?? "", objects(array, "value")),
  "static string Join(string separator, params object[] values)": (
    run: Run,
    separator: Nullable<string>,
    array: Nullable<ClrArray>,
  ) => joinTexts(run, separator ?? "", objects(array, "values")),
  "static string Join(string separator, IEnumerable<string> values)": (
    run: Run,
    separator: Nullable<string>,
    values: unknown,
  ) => joinTexts(run, separator ?? "", sequence(run, values, objectType)),
  "static string Join<T>(string separator, IEnumerable<T> values)": reified(
    (run, [type = objectType], separator: Nullable<string>, values: unknown) =>
      joinTexts(run, separator ?? "", sequence(run, values, type)),
  ),
  "static string Join(string separator, string[] value, int startIndex, int count)": joinRange,
};

const concatenated = (run: Run, ...values: unknown[]): string =>
  joinTexts(run, "", textsOf(values, objectType));

const concatenations: Members = {
  "static string Concat(object arg0)": concatenated,
  "static string Concat(object arg0, object arg1)": concatenated,
  "static string Concat(object arg0, object arg1, object arg2)": concatenated,
  "static string Concat(params object[] args)": (run: Run, array: Nullable<ClrArray>) =>
    joinTexts(run, "", objects(array, "args")),
  "static string Concat(string str0, string str1)": concatenated,
  "static string Concat(string str0, string str1, string str2)": concatenated,
  "static string Concat(string str0, string str1, string str2, string str3)": concatenated,
  "static string Concat(params string[] values)": (run: Run, array: Nullable<ClrArray>) =>
    joinTexts(run, "", objects(array, "values")),
  "static string Concat(IEnumerable<string> values)": (run: Run, values: unknown) =>
    joinTexts(run, "", sequence(run, values, objectType)),
  "static string Concat<T>(IEnumerable<T> values)": reified((run, [type = objectType], values: unknown) =>
    joinTexts(run, "", sequence(run, values, type)),
  ),
};

function format(run: Run, text: Nullable<string>, args: readonly unknown[]): string {
  if (text === null) throw argumentNull("format");
  return formatComposite(run, text, args);
}

/** @throws ClrException ArgumentNullException, FormatException */
export function formatArray(run: Run, text: Nullable<string>, args: Nullable<ClrArray>): string {
  if (args === null) throw argumentNull(text === null ? "format" : "args");
  return format(run, text, args.items);
}

const formatted = (run: Run, text: Nullable<string>, ...args: unknown[]): string => format(run, text, args);
const formattedBy = (run: Run, _provider: unknown, text: Nullable<string>, ...args: unknown[]): string =>
  format(run, text, args);

const formats: Members = {
  "static string Format(string format, object arg0)": formatted,
  "static string Format(string format, object arg0, object arg1)": formatted,
  "static string Format(string format, object arg0, object arg1, object arg2)": formatted,
  "static string Format(string format, params object[] args)": formatArray,
  "static string Format(IFormatProvider provider, string format, object arg0)": formattedBy,
  "static string Format(IFormatProvider provider, string format, object arg0, object arg1)": formattedBy,
  "static string Format(IFormatProvider provider, string format, object arg0, object arg1, object arg2)":
    formattedBy,
  "static string Format(IFormatProvider provider, string format, params object[] args)": (
    run: Run,
    ...[, text, args]: [unknown, Nullable<string>, Nullable<ClrArray>]
  ) => formatArray(run, text, args),
};

export const joinMembers: Members = { ...joins, ...concatenations, ...formats };
