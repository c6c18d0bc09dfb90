// System.Text.StringBuilder as expressions see it.

import { type ClrType, named } from "../../type/clr-type.ts";
import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import {
  boolType,
  charType,
  doubleType,
  floatType,
  intType,
  longType,
  objectType,
  ulongType,
} from "../../type/well-known.ts";
import { box, type ClrArray } from "../boxed.ts";
import { argumentException, argumentNull, argumentOutOfRange, indexOutOfRange } from "../clr-exception.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { formatComposite } from "./composite-format.ts";
import { StringBuilder } from "./string-builder.ts";
import { replaceText } from "./string-edit.ts";
import { formatArray } from "./string-join.ts";
import { textOfChars } from "./string-type.ts";

type Text = string | null;

/** Environment.NewLine of the self-hosted gateway. */
export const NEW_LINE = "\n";

const wrongIndex = (parameter: string): Error =>
  argumentOutOfRange(
    parameter,
    "Index was out of range. Must be non-negative and less than the size of the collection.",
  );

/** Keyword in signatures → type, of what Append and Insert take. */
const appendable: readonly (readonly [string, ClrType])[] = [
  ["string", objectType],
  ["bool", boolType],
  ["char", charType],
  ["sbyte", named("System.SByte")],
  ["byte", named("System.Byte")],
  ["short", named("System.Int16")],
  ["ushort", named("System.UInt16")],
  ["int", intType],
  ["uint", named("System.UInt32")],
  ["long", longType],
  ["ulong", ulongType],
  ["float", floatType],
  ["double", doubleType],
  ["decimal", objectType],
  ["object", objectType],
];

const appends: Members = {
  ...Object.fromEntries(
    appendable.map(([keyword, type]): [string, Implementation] => [
      `StringBuilder Append(${keyword} value)`,
      (run: Run, builder: StringBuilder, value: unknown) => builder.append(run, textOf(box(type, value))),
    ]),
  ),
  "StringBuilder Append(char value, int repeatCount)": (
    run: Run,
    ...[builder, code, count]: [StringBuilder, number, number]
  ) => {
    if (count < 0) throw argumentOutOfRange("repeatCount", "Count cannot be less than zero.");
    run.spend(count);
    return builder.append(run, String.fromCharCode(code).repeat(count));
  },
  "StringBuilder Append(char[] value)": (run: Run, builder: StringBuilder, array: ClrArray | null) =>
    array === null ? builder : builder.append(run, textOfChars(run, array)),
  "StringBuilder Append(string value, int startIndex, int count)": appendRange,
  "StringBuilder AppendLine()": (run: Run, builder: StringBuilder) => builder.append(run, NEW_LINE),
  "StringBuilder AppendLine(string value)": (run: Run, builder: StringBuilder, text: Text) =>
    builder.append(run, (text ?? "") + NEW_LINE),
};

function appendRange(
  run: Run,
  builder: StringBuilder,
  text: Text,
  start: number,
  count: number,
): StringBuilder {
  if (text === null) {
    if (start === 0 && count === 0) return builder;
    throw argumentNull("value");
  }
  if (count < 0) throw argumentOutOfRange("count", "Value must be positive.");
  if (start < 0 || start > text.length - count) throw wrongIndex("startIndex");
  return builder.append(run, text.slice(start, start + count));
}

function appendFormat(
  run: Run,
  builder: StringBuilder,
  format: Text,
  args: readonly unknown[],
): StringBuilder {
  if (format === null) throw argumentNull("format");
  return builder.append(run, formatComposite(run, format, args));
}

const formatted = (run: Run, builder: StringBuilder, format: Text, ...args: unknown[]): StringBuilder =>
  appendFormat(run, builder, format, args);

const formats: Members = {
  "StringBuilder AppendFormat(string format, object arg0)": formatted,
  "StringBuilder AppendFormat(string format, object arg0, object arg1)": formatted,
  "StringBuilder AppendFormat(string format, object arg0, object arg1, object arg2)": formatted,
  "StringBuilder AppendFormat(string format, params object[] args)": (
    run: Run,
    ...[builder, format, args]: [StringBuilder, Text, ClrArray | null]
  ) => builder.append(run, formatArray(run, format, args)),
  "StringBuilder AppendFormat(IFormatProvider provider, string format, params object[] args)": (
    run: Run,
    ...[builder, , format, args]: [StringBuilder, unknown, Text, ClrArray | null]
  ) => builder.append(run, formatArray(run, format, args)),
};

function insert(run: Run, builder: StringBuilder, index: number, text: string): StringBuilder {
  if (index < 0 || index > builder.text.length) throw wrongIndex("index");
  return builder.become(run, builder.text.slice(0, index) + text + builder.text.slice(index));
}

function remove(run: Run, builder: StringBuilder, start: number, length: number): StringBuilder {
  if (length < 0) throw argumentOutOfRange("length", "Length cannot be less than zero.");
  if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (length > builder.text.length - start) throw wrongIndex("length");
  return builder.become(run, builder.text.slice(0, start) + builder.text.slice(start + length));
}

const ORDINAL = 4;

function replace(
  run: Run,
  builder: StringBuilder,
  before: Text,
  after: Text,
  start = 0,
  count = builder.text.length,
): StringBuilder {
  const { text } = builder;
  if (start < 0 || start > text.length) throw wrongIndex("startIndex");
  if (count < 0 || start > text.length - count) throw wrongIndex("count");
  if (before === "") throw argumentException("Empty name is not legal.", "oldValue");
  const replaced = replaceText(run, text.slice(start, start + count), before, after, ORDINAL);
  return builder.become(run, text.slice(0, start) + replaced + text.slice(start + count));
}

const changes: Members = {
  ...Object.fromEntries(
    appendable.map(([keyword, type]): [string, Implementation] => [
      `StringBuilder Insert(int index, ${keyword} value)`,
      (run: Run, ...[builder, index, value]: [StringBuilder, number, unknown]) =>
        insert(run, builder, index, textOf(box(type, value))),
    ]),
  ),
  "StringBuilder Insert(int index, string value, int count)": (
    run: Run,
    ...[builder, index, text, count]: [StringBuilder, number, Text, number]
  ) => {
    if (count < 0) throw argumentOutOfRange("count", "Non-negative number required.");
    run.allocate((text?.length ?? 0) * count * 2);
    return insert(run, builder, index, (text ?? "").repeat(count));
  },
  "StringBuilder Remove(int startIndex, int length)": remove,
  "StringBuilder Replace(string oldValue, string newValue)": (
    run: Run,
    ...operands: [StringBuilder, Text, Text]
  ) => replace(run, ...operands),
  "StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)": (
    run: Run,
    ...operands: [StringBuilder, Text, Text, number, number]
  ) => replace(run, ...operands),
  "StringBuilder Replace(char oldChar, char newChar)": (
    run: Run,
    ...[builder, before, after]: [StringBuilder, number, number]
  ) => replace(run, builder, String.fromCharCode(before), String.fromCharCode(after)),
  "StringBuilder Clear()": (run: Run, builder: StringBuilder) => builder.become(run, ""),
};

function setLength(run: Run, builder: StringBuilder, length: number): void {
  if (length < 0) throw argumentOutOfRange("value", "Length cannot be less than zero.");
  run.allocate(Math.max(length - builder.text.length, 0) * 2);
  builder.become(run, builder.text.slice(0, length).padEnd(length, "\0"));
}

function setChar(run: Run, builder: StringBuilder, index: number, code: number): void {
  if (index < 0 || index >= builder.text.length) throw wrongIndex("index");
  const { text } = builder;
  builder.become(run, text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1));
}

const properties: Members = {
  "int Length": (_run: Run, builder: StringBuilder) => builder.text.length,
  "set int Length": setLength,
  "int Capacity": (_run: Run, builder: StringBuilder) => builder.capacity,
  "set int Capacity": (_run: Run, builder: StringBuilder, capacity: number) => {
    if (capacity < builder.text.length) {
      throw argumentOutOfRange("value", "capacity was less than the current size.");
    }
    builder.capacity = capacity;
  },
  "int MaxCapacity": () => 2147483647,
  "char this[int index]": (_run: Run, builder: StringBuilder, index: number) => {
    if (index < 0 || index >= builder.text.length) throw indexOutOfRange();
    return builder.text.charCodeAt(index);
  },
  "set char this[int index]": setChar,
  "string ToString()": (_run: Run, builder: StringBuilder) => builder.text,
  "string ToString(int startIndex, int length)": (
    run: Run,
    ...[builder, start, length]: [StringBuilder, number, number]
  ) => {
    if (start < 0) throw argumentOutOfRange("startIndex", "StartIndex cannot be less than zero.");
    if (start > builder.text.length) {
      throw argumentOutOfRange("startIndex", "startIndex cannot be larger than length of string.");
    }
    if (length < 0) throw argumentOutOfRange("length", "Length cannot be less than zero.");
    if (start > builder.text.length - length) {
      throw argumentOutOfRange("length", "Index and length must refer to a location within the string.");
    }
    run.spend(length);
    return builder.text.slice(start, start + length);
  },
  "bool Equals(StringBuilder sb)": (_run: Run, a: StringBuilder, b: StringBuilder | null) =>
    b !== null && a.text === b.text,
};

const constructors: Members = {
  "new()": () => new StringBuilder(),
  "new(int capacity)": (_run: Run, capacity: number) => builderOf("", capacity),
  "new(string value)": (_run: Run, text: Text) => new StringBuilder(text ?? ""),
  "new(string value, int capacity)": (_run: Run, text: Text, capacity: number) =>
    builderOf(text ?? "", capacity),
};

function builderOf(text: string, capacity: number): StringBuilder {
  if (capacity < 0) throw argumentOutOfRange("capacity", "'capacity' must be greater than zero.");
  return new StringBuilder(text, capacity === 0 ? 16 : capacity);
}

export const stringBuilderDefinition = defineType({
  name: "System.Text.StringBuilder",
  kind: "class",
  isInstance: (value) => value instanceof StringBuilder,
  members: { ...constructors, ...properties, ...appends, ...formats, ...changes },
});
