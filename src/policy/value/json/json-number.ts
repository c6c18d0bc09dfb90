// Numbers of JSON texts: Newtonsoft's reading (64-bit integers, big ones as BigInteger, hexadecimal with 0x,
// octal with a leading 0, everything else a double) and its writing.

import { doubleType, longType } from "../../type/well-known.ts";
import { Boxed } from "../boxed.ts";
import { formatDouble } from "../number/format-number.ts";
import { BigInteger } from "./big-integer.ts";

const MAX_LONG = 9_223_372_036_854_775_807n;
const MIN_LONG = -9_223_372_036_854_775_808n;
const MAX_INTEGER_CHARACTERS = 380;

const integer = /^-?\d+$/;
// Newtonsoft's own parser of doubles: no leading plus, a digit somewhere, an exponent with digits.
const real = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexadecimal = /^0[xX][0-9a-fA-F]{1,16}$/;
const octal = /^0[0-7]{0,22}$/;

/** @returns the number in object representation, or what is wrong with it */
export function parseJsonNumber(text: string): Boxed | BigInteger | "invalid" | "too-large" {
  if (text.length === 1 && text >= "0" && text <= "9") return new Boxed(longType, BigInt(text));
  if (isOtherBase(text)) return parseOtherBase(text);
  if (integer.test(text)) return parseInteger(text);
  if (!real.test(text)) return "invalid";
  const value = Number(text);
  // .NET Framework's Double.Parse refuses what is beyond its range.
  return Number.isFinite(value) ? new Boxed(doubleType, value) : "invalid";
}

function isOtherBase(text: string): boolean {
  const second = text.charAt(1);
  return text.length > 1 && text.startsWith("0") && second !== "." && second !== "e" && second !== "E";
}

function parseOtherBase(text: string): Boxed | "invalid" {
  const isHexadecimal = hexadecimal.test(text);
  if (!isHexadecimal && !octal.test(text)) return "invalid";
  const value = BigInt(isHexadecimal ? text : `0o${text}`);
  return value >= 1n << 64n ? "invalid" : new Boxed(longType, BigInt.asIntN(64, value));
}

function parseInteger(text: string): Boxed | BigInteger | "too-large" {
  if (text.length > MAX_INTEGER_CHARACTERS) return "too-large";
  const value = BigInt(text);
  return value > MAX_LONG || value < MIN_LONG ? new BigInteger(value) : new Boxed(longType, value);
}

/** A double or float with the decimal place that Newtonsoft puts: `1.0`, `1E+20`, `"NaN"`. */
export function jsonFloatText(value: number, isSingle: boolean): string {
  if (!Number.isFinite(value)) {
    return `"${Number.isNaN(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity"}"`;
  }
  return withDecimalPlace(formatDouble(value, isSingle ? 7 : 15, "R"));
}

export function withDecimalPlace(text: string): string {
  return text.includes(".") || text.includes("E") || text.includes("e") ? text : `${text}.0`;
}
