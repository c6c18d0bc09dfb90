// The types that the language itself speaks of, by the keyword that C# has for them (C# 7 specification,
// "Simple types").

import { type ClrType, named } from "./clr-type.ts";

export const objectType = named("System.Object");
export const stringType = named("System.String");
export const boolType = named("System.Boolean");
export const charType = named("System.Char");
export const sbyteType = named("System.SByte");
export const byteType = named("System.Byte");
export const shortType = named("System.Int16");
export const ushortType = named("System.UInt16");
export const intType = named("System.Int32");
export const uintType = named("System.UInt32");
export const longType = named("System.Int64");
export const ulongType = named("System.UInt64");
export const floatType = named("System.Single");
export const doubleType = named("System.Double");
export const decimalType = named("System.Decimal");

/** Keyword → type, for the reader of types and for messages. */
export const keywordTypes: ReadonlyMap<string, ClrType> = new Map([
  ["object", objectType],
  ["string", stringType],
  ["bool", boolType],
  ["char", charType],
  ["sbyte", sbyteType],
  ["byte", byteType],
  ["short", shortType],
  ["ushort", ushortType],
  ["int", intType],
  ["uint", uintType],
  ["long", longType],
  ["ulong", ulongType],
  ["float", floatType],
  ["double", doubleType],
  ["decimal", decimalType],
]);
