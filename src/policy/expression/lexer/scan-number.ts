// Numbers: integers in three bases, reals and decimals, with underscores and suffixes (ECMA-334 §6.4.5.3–4).

import type { Literal } from "../syntax.ts";
import { hexValue, isDigit, isNamePart } from "./characters.ts";
import type { SourceCursor } from "./source-cursor.ts";

const UNDERSCORE = 0x5f;
const MAX_ULONG = 2n ** 64n - 1n;
/** Zeros in front included. */
const MAX_DIGITS = 1000;
const MAX_DECIMAL = 2n ** 96n - 1n;
const DECIMAL_PLACES = 28;
const MAX_SHOWN = 20;
const SUFFIX_HINT = "integers end in U, L or UL, reals in F, D or M";

export function scanNumber(cursor: SourceCursor): Literal {
  const start = cursor.at;
  const marker = cursor.code(1) | 0x20;
  if (cursor.code() === 0x30 && marker === 0x78) return scanBased(cursor, 16);
  if (cursor.code() === 0x30 && marker === 0x62) return scanBased(cursor, 2);
  let digits = takeDigits(cursor, isDigit);
  let isReal = false;
  if (cursor.code() === 0x2e && isDigit(cursor.code(1))) {
    isReal = true;
    cursor.at++;
    digits += `.${takeDigits(cursor, isDigit)}`;
  }
  const exponent = takeExponent(cursor);
  const suffix = takeSuffix(cursor);
  const text = digits + exponent;
  if (suffix === "m") return decimal(cursor, start, text);
  if (isReal || exponent !== "" || suffix === "f" || suffix === "d") return real(cursor, start, text, suffix);
  return integer(cursor, start, digits, suffix);
}

function scanBased(cursor: SourceCursor, base: 2 | 16): Literal {
  const start = cursor.at;
  cursor.at += 2;
  const accepts = base === 16 ? (code: number) => hexValue(code) >= 0 : (code: number) => (code | 1) === 0x31;
  const digits = takeDigits(cursor, accepts).replace(/^_+/, "");
  if (digits === "") malformed(cursor, start, "the number has no digits");
  const suffix = takeSuffix(cursor);
  return integer(cursor, start, `${base === 16 ? "0x" : "0b"}${digits === "" ? "0" : digits}`, suffix);
}

/** Digits without their underscores, which may stand between them only. */
function takeDigits(cursor: SourceCursor, accepts: (code: number) => boolean): string {
  const start = cursor.at;
  cursor.skipWhile((code) => accepts(code) || code === UNDERSCORE);
  const written = cursor.text.slice(start, cursor.at);
  if (!written.includes("_")) return written;
  if (written.endsWith("_")) malformed(cursor, start, "a number cannot end in an underscore");
  return written.replaceAll("_", "");
}

function takeExponent(cursor: SourceCursor): string {
  if ((cursor.code() | 0x20) !== 0x65) return "";
  const sign = cursor.text.charAt(cursor.at + 1);
  const isSigned = sign === "+" || sign === "-";
  if (!isDigit(cursor.code(isSigned ? 2 : 1))) return "";
  cursor.at += isSigned ? 2 : 1;
  return `e${isSigned ? sign : ""}${takeDigits(cursor, isDigit)}`;
}

/** The letters behind the digits, in lower case; `lu` is `ul`. */
function takeSuffix(cursor: SourceCursor): string {
  const start = cursor.at;
  cursor.skipWhile(isNamePart);
  const written = cursor.text.slice(start, cursor.at);
  const suffix = written.toLowerCase() === "lu" ? "ul" : written.toLowerCase();
  if (["", "u", "l", "ul", "f", "d", "m"].includes(suffix)) return suffix;
  malformed(cursor, start, `a number cannot end in ${written.slice(0, MAX_SHOWN)}`);
  return "";
}

function integer(cursor: SourceCursor, start: number, text: string, written: string): Literal {
  // Reading very long numbers exactly would take more than linear time.
  const value = text.length > MAX_DIGITS ? MAX_ULONG + 1n : BigInt(text);
  if (value > MAX_ULONG) {
    const hint = `the largest is ${MAX_ULONG}; a decimal ends in M, a double in D`;
    cursor.complain(start, "number-too-large", "the integer does not fit into 64 bits", hint);
  }
  const suffix = written === "u" || written === "l" || written === "ul" ? written : "";
  if (suffix !== written) malformed(cursor, start, "a hexadecimal or binary number is an integer");
  return { type: "integer", value, suffix };
}

function real(cursor: SourceCursor, start: number, text: string, suffix: string): Literal {
  if (suffix === "u" || suffix === "l" || suffix === "ul")
    malformed(cursor, start, "the number is no integer");
  const type = suffix === "f" ? "float" : "double";
  const value = type === "float" ? Math.fround(Number(text)) : Number(text);
  if (!Number.isFinite(value)) {
    cursor.complain(
      start,
      "number-too-large",
      `the number does not fit into a ${type}`,
      "write a smaller one",
    );
  }
  return { type, value };
}

function decimal(cursor: SourceCursor, start: number, text: string): Literal {
  if (!fitsDecimal(text)) {
    const hint = `the largest is ${MAX_DECIMAL}`;
    cursor.complain(start, "number-too-large", "the number does not fit into a decimal", hint);
  }
  return { type: "decimal", text };
}

function fitsDecimal(text: string): boolean {
  const [digits = "", exponent = "0"] = text.split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const places = whole.length + Number(exponent);
  const all = (whole + fraction).padEnd(Math.min(places, DECIMAL_PLACES + 2), "0");
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  if (leading === all.length || places - leading <= DECIMAL_PLACES) return true;
  return places - leading <= DECIMAL_PLACES + 1 && BigInt(all.slice(0, places)) <= MAX_DECIMAL;
}

function malformed(cursor: SourceCursor, at: number, message: string): void {
  cursor.complain(at, "malformed-number", message, SUFFIX_HINT);
}
