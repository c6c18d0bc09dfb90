// System.Convert as expressions see it.

import { type ClrType, named } from "../../type/clr-type.ts";
import { enumDefinition } from "../../type/enum-definition.ts";
import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import { box } from "../boxed.ts";
import { ClrException, invalidCast } from "../clr-exception.ts";
import { integerTypeNamed } from "../number/integer-type.ts";
import { numberText, textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { dateTimeConversions } from "../time/convert-date-time.ts";
import { fromBase64, rangeToBase64, toBase64 } from "./base64.ts";
import { integerFromBase, textInBase } from "./convert-base.ts";
import { type Convertible, convertibleOf, convertObject, convertValue } from "./convert-value.ts";

const keywords: Readonly<Record<Convertible, string>> = {
  Boolean: "bool",
  Char: "char",
  SByte: "sbyte",
  Byte: "byte",
  Int16: "short",
  UInt16: "ushort",
  Int32: "int",
  UInt32: "uint",
  Int64: "long",
  UInt64: "ulong",
  Single: "float",
  Double: "double",
  Decimal: "decimal",
  String: "string",
};

// The keys of the record are its type's.
const names = Object.keys(keywords) as Convertible[];
const targets = names.filter((name) => name !== "String");

const conversions: Members = Object.fromEntries(targets.flatMap(conversionsTo));

function conversionsTo(to: Convertible): [string, Implementation][] {
  const head = `static ${keywords[to]} To${to}`;
  const values = names.map((from): [string, Implementation] => [
    `${head}(${keywords[from]} value)`,
    (run: Run, value: unknown) => convertValue(run, value, from, to),
  ]);
  const object: Implementation = (run: Run, value: unknown) => convertObject(run, value, to);
  return [
    ...values,
    [
      `${head}(string value, IFormatProvider provider)`,
      (run: Run, value: unknown) => convertValue(run, value, "String", to),
    ],
    [`${head}(object value)`, object],
    [`${head}(object value, IFormatProvider provider)`, object],
  ];
}

const fromBases: Members = Object.fromEntries(
  targets.flatMap((to): [string, Implementation][] => {
    const type = integerTypeNamed(`System.${to}`);
    if (type === undefined || to === "Char") return [];
    const convert = (run: Run, text: string | null, base: number): number | bigint =>
      integerFromBase(run, text, base, type);
    return [[`static ${keywords[to]} To${to}(string value, int fromBase)`, convert]];
  }),
);

const texts: Members = {
  ...Object.fromEntries(
    names.flatMap((from): [string, Implementation][] => {
      const type = named(`System.${from}`);
      const print = (_run: Run, value: unknown): string | null => textOfStatic(type, value);
      return [
        [`static string ToString(${keywords[from]} value)`, print],
        [`static string ToString(${keywords[from]} value, IFormatProvider provider)`, print],
      ];
    }),
  ),
  "static string ToString(object value)": (_run: Run, value: unknown) => textOf(value),
  "static string ToString(object value, IFormatProvider provider)": (_run: Run, value: unknown) =>
    textOf(value),
  "static string ToString(byte value, int toBase)": (_run: Run, value: number, base: number) =>
    textInBase(value, base, 8),
  "static string ToString(short value, int toBase)": (_run: Run, value: number, base: number) =>
    textInBase(value, base, 16),
  "static string ToString(int value, int toBase)": (_run: Run, value: number, base: number) =>
    textInBase(value, base, 32),
  "static string ToString(long value, int toBase)": (_run: Run, value: bigint, base: number) =>
    textInBase(value, base, 64),
};

/** A null string stays null. */
function textOfStatic(type: ClrType, value: unknown): string | null {
  if (typeof value === "number" || typeof value === "bigint") return numberText(type, value, null);
  return value === null ? null : textOf(value);
}

type Bytes = Uint8Array | null;

const base64: Members = {
  "static string ToBase64String(byte[] inArray)": (run: Run, bytes: Bytes) => toBase64(run, bytes, false),
  "static string ToBase64String(byte[] inArray, Base64FormattingOptions options)": (
    run: Run,
    ...[bytes, options]: [Bytes, number]
  ) => toBase64(run, bytes, options === 1),
  "static string ToBase64String(byte[] inArray, int offset, int length)": (
    run: Run,
    ...operands: [Bytes, number, number]
  ) => rangeToBase64(run, ...operands, false),
  "static string ToBase64String(byte[] inArray, int offset, int length, Base64FormattingOptions options)": (
    run: Run,
    ...[bytes, offset, length, options]: [Bytes, number, number, number]
  ) => rangeToBase64(run, bytes, offset, length, options === 1),
  "static byte[] FromBase64String(string s)": fromBase64,
};

const typeCodes = {
  Empty: 0,
  Object: 1,
  DBNull: 2,
  Boolean: 3,
  Char: 4,
  SByte: 5,
  Byte: 6,
  Int16: 7,
  UInt16: 8,
  Int32: 9,
  UInt32: 10,
  Int64: 11,
  UInt64: 12,
  Single: 13,
  Double: 14,
  Decimal: 15,
  DateTime: 16,
  String: 18,
} as const;

/** @throws ClrException InvalidCastException, FormatException, OverflowException */
function changeType(run: Run, value: unknown, code: number): unknown {
  const name = Object.entries(typeCodes).find(([, each]) => each === code)?.[0];
  if (
    value === null &&
    (code === typeCodes.Empty || code === typeCodes.String || code === typeCodes.Object)
  ) {
    return null;
  }
  if (value === null) throw invalidCast("Object must implement IConvertible.");
  if (name === "Object") return value;
  const to = names.find((each) => each === name);
  if (to === "String") return textOf(value);
  if (to !== undefined) return box(named(`System.${to}`), convertObject(run, value, to));
  if (name === "Empty" || name === "DBNull") throw invalidCast(`Object cannot be cast to ${name}.`);
  throw new ClrException("System.ArgumentException", "Unknown TypeCode value.");
}

function typeCodeOf(_run: Run, value: unknown): number {
  return value === null ? typeCodes.Empty : typeCodes[convertibleOf(value) ?? "Object"];
}

export const typeCodeDefinition = enumDefinition("System.TypeCode", typeCodes);

export const convertDefinition = defineType({
  name: "System.Convert",
  kind: "static",
  members: {
    ...conversions,
    ...dateTimeConversions,
    ...fromBases,
    ...texts,
    ...base64,
    "static object ChangeType(object value, TypeCode typeCode)": changeType,
    "static TypeCode GetTypeCode(object value)": typeCodeOf,
    "static bool IsDBNull(object value)": () => false,
  },
});
