// What C# says of numeric types: which widen into which (C# 7 specification, "Implicit numeric
// conversions"), what arithmetic two of them share ("Numeric promotions"), and what each can hold.

import { type ClrType, isSameType } from "./clr-type.ts";
import {
  byteType,
  charType,
  decimalType,
  doubleType,
  floatType,
  intType,
  longType,
  sbyteType,
  shortType,
  uintType,
  ulongType,
  ushortType,
} from "./well-known.ts";

/** Short names, as operand kinds and slots use them. */
export type NumericName =
  | "sbyte"
  | "byte"
  | "short"
  | "ushort"
  | "char"
  | "int"
  | "uint"
  | "long"
  | "ulong"
  | "float"
  | "double"
  | "decimal";

const numericTypes: readonly (readonly [NumericName, ClrType])[] = [
  ["sbyte", sbyteType],
  ["byte", byteType],
  ["short", shortType],
  ["ushort", ushortType],
  ["char", charType],
  ["int", intType],
  ["uint", uintType],
  ["long", longType],
  ["ulong", ulongType],
  ["float", floatType],
  ["double", doubleType],
  ["decimal", decimalType],
];

const widening: Readonly<Record<NumericName, readonly NumericName[]>> = {
  sbyte: ["short", "int", "long", "float", "double", "decimal"],
  byte: ["short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"],
  short: ["int", "long", "float", "double", "decimal"],
  ushort: ["int", "uint", "long", "ulong", "float", "double", "decimal"],
  char: ["ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"],
  int: ["long", "float", "double", "decimal"],
  uint: ["long", "ulong", "float", "double", "decimal"],
  long: ["float", "double", "decimal"],
  ulong: ["float", "double", "decimal"],
  float: ["double"],
  double: [],
  decimal: [],
};

const byTypeName = new Map(
  numericTypes.map(([name, type]) => [type.kind === "named" ? type.name : "", name] as const),
);

export function numericName(type: ClrType): NumericName | undefined {
  return type.kind === "named" ? byTypeName.get(type.name) : undefined;
}

export function widens(from: NumericName, to: NumericName): boolean {
  return widening[from].includes(to);
}

/** The arithmetic of a unary or shift operator: everything smaller than int is int. */
export type ArithmeticName = "int" | "uint" | "long" | "ulong" | "float" | "double" | "decimal";

const arithmeticTypes: Readonly<Record<ArithmeticName, ClrType>> = {
  int: intType,
  uint: uintType,
  long: longType,
  ulong: ulongType,
  float: floatType,
  double: doubleType,
  decimal: decimalType,
};

export function arithmeticType(name: ArithmeticName): ClrType {
  return arithmeticTypes[name];
}

export function promoteOne(name: NumericName): ArithmeticName {
  return isArithmetic(name) ? name : "int";
}

function isArithmetic(name: NumericName): name is ArithmeticName {
  return name in arithmeticTypes;
}

/** Binary numeric promotion; undefined where C# has no operator (`decimal + double`, `ulong + int`). */
export function promoteTwo(left: NumericName, right: NumericName): ArithmeticName | undefined {
  const both = [promoteOne(left), promoteOne(right)];
  const has = (name: ArithmeticName): boolean => both.includes(name);
  if (has("decimal")) return has("float") || has("double") ? undefined : "decimal";
  if (has("double")) return "double";
  if (has("float")) return "float";
  if (has("ulong")) return both.some((name) => name === "int" || name === "long") ? undefined : "ulong";
  if (has("long")) return "long";
  if (has("uint")) return has("int") ? "long" : "uint";
  return "int";
}

const integerRanges: Readonly<Partial<Record<NumericName, readonly [bigint, bigint]>>> = {
  sbyte: [-128n, 127n],
  byte: [0n, 255n],
  short: [-32768n, 32767n],
  ushort: [0n, 65535n],
  char: [0n, 65535n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  uint: [0n, 2n ** 32n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  ulong: [0n, 2n ** 64n - 1n],
};

/** Whether an integer constant fits into the type as it is. */
export function holds(type: ClrType, value: bigint): boolean {
  const range = integerRanges[numericName(type) ?? "double"];
  return range !== undefined && value >= range[0] && value <= range[1];
}

/** Whether static representation is a bigint. */
export function isWide(type: ClrType): boolean {
  return isSameType(type, longType) || isSameType(type, ulongType);
}
