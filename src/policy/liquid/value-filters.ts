// Filters of templates over numbers, dates and lists, with the names that DotLiquid has in its C# mode.

import { ClrException } from "../value/clr-exception.ts";
import { isFormattable } from "../value/formattable.ts";
import { parseJsonDate } from "../value/json/json-date.ts";
import { parseDate } from "../value/time/parse-date.ts";
import { dateTimeFrom } from "../value/time/parsed-date.ts";
import { argumentText, type LiquidFilter, listFilter, listOf, numberFilter } from "./liquid-filter.ts";
import { LiquidObject } from "./liquid-object.ts";
import { liquidText } from "./liquid-value.ts";

export const valueFilters: Readonly<Record<string, LiquidFilter>> = {
  Abs: numberFilter(Math.abs),
  AtLeast: numberFilter(Math.max),
  AtMost: numberFilter(Math.min),
  DividedBy: numberFilter(quotient),
  Minus: numberFilter((number, other) => number - other),
  Modulo: numberFilter((number, other) => number % checkedDivisor(other)),
  Plus: numberFilter((number, other) => number + other),
  Round: numberFilter((number, places) => rounded(number, places)),
  Times: numberFilter((number, other) => number * other),
  Date: (_run, input, args) => dateText(input, args),
  Default: (_run, input, args) => (isEmpty(input) ? (args[0] ?? "") : input),
  Compact: listFilter((list) => list.filter((item) => item !== null && item !== undefined)),
  First: listFilter((list) => list[0]),
  Join: (run, input, args) => {
    const list = listOf(input);
    const glue = argumentText(args, 0, " ");
    run.allocate(2 * glue.length * list.length);
    return list.map(liquidText).join(glue);
  },
  Last: listFilter((list) => list.at(-1)),
  Map: (_run, input, args) => listOf(input).map((item) => member(item, argumentText(args, 0))),
  Size: (_run, input) => (Array.isArray(input) ? input.length : liquidText(input).length),
  Sort: (_run, input, args) => sorted(listOf(input), args.length > 0 ? argumentText(args, 0) : undefined),
  Uniq: listFilter((list) => [...new Map(list.map((item) => [liquidText(item), item])).values()]),
};

/** Of two integers an integer, as in C#. */
function quotient(number: number, by: number): number {
  const divisor = checkedDivisor(by);
  const isOfIntegers = Number.isInteger(number) && Number.isInteger(divisor);
  return isOfIntegers ? Math.trunc(number / divisor) : number / divisor;
}

function checkedDivisor(divisor: number): number {
  if (divisor !== 0) return divisor;
  throw new ClrException("System.DivideByZeroException", "Attempted to divide by zero.");
}

/** Halves go to the even digit, as Math.Round does it. */
function rounded(number: number, places: number): number {
  const scale = 10 ** Math.min(Math.max(Math.trunc(places), 0), 15);
  const scaled = number * scale;
  const floor = Math.floor(scaled);
  const isHalf = scaled - floor === 0.5;
  return (isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(scaled)) / scale;
}

/** A text that is no date, and anything without a format, stays as it is. */
function dateText(input: unknown, args: readonly unknown[]): unknown {
  const format = argumentText(args, 0);
  if (format === "" || input === null || input === undefined) return input;
  const value = typeof input === "string" ? dateOf(input) : input;
  return isFormattable(value) ? value.toFormat(format) : input;
}

function dateOf(text: string): unknown {
  const parsed = parseJsonDate(text) ?? parseDate(text, undefined);
  return typeof parsed === "object" && "zone" in parsed ? dateTimeFrom(parsed, 0) : parsed;
}

function isEmpty(input: unknown): boolean {
  if (input === null || input === undefined || input === false) return true;
  return Array.isArray(input) ? input.length === 0 : input === "";
}

function member(item: unknown, name: string): unknown {
  return item instanceof LiquidObject ? item.find(name) : undefined;
}

function sorted(list: readonly unknown[], name: string | undefined): readonly unknown[] {
  const keyOf = (item: unknown): unknown => (name === undefined ? item : member(item, name));
  return list.toSorted((one, other) => compare(keyOf(one), keyOf(other)));
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [left, right] = [liquidText(one), liquidText(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}
