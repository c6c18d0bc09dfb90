// Custom numeric formats (0 # . , % ‰ E0 ; 'literals' \x) in the invariant culture, after the .NET
// Framework's NumberToStringFormat.

import { exponentText, type NumberDigits, roundDigits } from "./number-digits.ts";

/** What one section of a format asks for. */
type Layout = {
  readonly section: string;
  readonly isFirst: boolean;
  readonly digitCount: number;
  readonly decimalPosition: number;
  /** Places of the first and the last `0` among the digits. */
  readonly firstZero: number;
  readonly lastZero: number;
  readonly isScientific: boolean;
  readonly isGrouped: boolean;
  readonly scaleShift: number;
};

/** Any text is a format: what means nothing stands for itself. */
export function formatCustom(number: NumberDigits, format: string): string {
  const sections = sectionsOf(format);
  const first = number.digits === "" ? 2 : number.isNegative ? 1 : 0;
  let layout = layoutOf(sections, first);
  let rounded = applied(number, layout);
  if (rounded.digits === "" && number.digits !== "") {
    const zero = layoutOf(sections, 2);
    if (zero.section !== layout.section || zero.isFirst !== layout.isFirst) {
      layout = zero;
      rounded = applied({ isNegative: false, digits: "", scale: 0 }, layout);
    }
  }
  return new Printer(rounded, layout).print();
}

function applied(number: NumberDigits, layout: Layout): NumberDigits {
  if (number.digits === "") return { isNegative: false, digits: "", scale: 0 };
  const scale = number.scale + layout.scaleShift;
  const count = layout.isScientific ? layout.digitCount : scale + layout.digitCount - layout.decimalPosition;
  return roundDigits({ ...number, scale }, count);
}

/** Splits at `;` outside of literals. */
function sectionsOf(format: string): string[] {
  const sections: string[] = [];
  let start = 0;
  for (let at = 0; at < format.length; at = nextAt(format, at)) {
    if (format[at] !== ";") continue;
    sections.push(format.slice(start, at));
    start = at + 1;
  }
  sections.push(format.slice(start));
  return sections;
}

/** The place behind the literal, the escape or the character at `at`. */
function nextAt(format: string, at: number): number {
  const char = format[at];
  if (char === "\\") return Math.min(at + 2, format.length);
  if (char !== "'" && char !== '"') return at + 1;
  const end = format.indexOf(char, at + 1);
  return end < 0 ? format.length : end + 1;
}

function layoutOf(sections: readonly string[], wanted: number): Layout {
  const chosen = sections[wanted] ?? "";
  const section = chosen === "" ? (sections[0] ?? "") : chosen;
  const isFirst = wanted === 0 || chosen === "";
  const seen = { digits: 0, decimal: -1, first: Number.POSITIVE_INFINITY, last: 0, shift: 0 };
  const thousands = { at: -1, count: 0, isGrouped: false };
  let isScientific = false;
  for (let at = 0; at < section.length; at = nextAt(section, at)) {
    const char = section[at];
    if (char === "#") seen.digits += 1;
    else if (char === "0") {
      if (seen.first === Number.POSITIVE_INFINITY) seen.first = seen.digits;
      seen.digits += 1;
      seen.last = seen.digits;
    } else if (char === "." && seen.decimal < 0) seen.decimal = seen.digits;
    else if (char === "," && seen.digits > 0 && seen.decimal < 0) noteThousands(thousands, seen.digits);
    else if (char === "%") seen.shift += 2;
    else if (char === "‰") seen.shift += 3;
    else if ((char === "E" || char === "e") && exponentAt(section, at) !== undefined) {
      isScientific = true;
      at = (exponentAt(section, at)?.end ?? at + 1) - 1;
    }
  }
  const decimalPosition = seen.decimal < 0 ? seen.digits : seen.decimal;
  const scales = thousands.at >= 0 && thousands.at === decimalPosition;
  return {
    section,
    isFirst,
    digitCount: seen.digits,
    decimalPosition,
    firstZero: seen.first < decimalPosition ? decimalPosition - seen.first : 0,
    lastZero: seen.last > decimalPosition ? decimalPosition - seen.last : 0,
    isScientific,
    isGrouped: thousands.isGrouped || (thousands.at >= 0 && !scales),
    scaleShift: seen.shift - (scales ? thousands.count * 3 : 0),
  };
}

function noteThousands(thousands: { at: number; count: number; isGrouped: boolean }, digits: number): void {
  if (thousands.at === digits) {
    thousands.count += 1;
    return;
  }
  if (thousands.at >= 0) thousands.isGrouped = true;
  thousands.at = digits;
  thousands.count = 1;
}

type Exponent = { readonly hasPlus: boolean; readonly zeros: number; readonly end: number };

/** `E0`, `E+00`, `E-0`; undefined where the letter is only a letter. */
function exponentAt(section: string, at: number): Exponent | undefined {
  const sign = section[at + 1];
  const start = sign === "+" || sign === "-" ? at + 2 : at + 1;
  let end = start;
  while (section[end] === "0") end += 1;
  return end === start ? undefined : { hasPlus: sign === "+", zeros: Math.min(end - start, 10), end };
}

class Printer {
  readonly #number: NumberDigits;
  readonly #layout: Layout;
  #out = "";
  /** Next digit of the number. */
  #next = 0;
  /** Digits still to come before the decimal point. */
  #position: number;
  /** Digits of the number that the format has no place for (positive), or places it has too many. */
  #surplus: number;
  #hasPoint = false;

  constructor(number: NumberDigits, layout: Layout) {
    this.#number = number;
    this.#layout = layout;
    const { decimalPosition, isScientific } = layout;
    this.#position = isScientific ? decimalPosition : Math.max(number.scale, decimalPosition);
    this.#surplus = isScientific ? 0 : number.scale - decimalPosition;
  }

  print(): string {
    const { section, isFirst } = this.#layout;
    if (this.#number.isNegative && isFirst) this.#out += "-";
    let hasExponent = this.#layout.isScientific;
    for (let at = 0; at < section.length; ) {
      const char = section[at] ?? "";
      const exponent = hasExponent && (char === "E" || char === "e") ? exponentAt(section, at) : undefined;
      if (exponent === undefined) {
        const end = nextAt(section, at);
        this.#printPart(char, section.slice(at, end));
        at = end;
      } else {
        const value = this.#number.digits === "" ? 0 : this.#number.scale - this.#layout.decimalPosition;
        this.#out += exponentText(value, char, exponent.zeros, exponent.hasPlus);
        hasExponent = false;
        at = exponent.end;
      }
    }
    return this.#out;
  }

  #printPart(char: string, part: string): void {
    switch (char) {
      case "#":
      case "0":
        this.#printSurplus();
        this.#printDigit();
        return;
      case ".":
        this.#printSurplus();
        this.#printPoint();
        return;
      case ",":
        return;
      case "'":
      case '"':
        this.#out += part.length > 1 && part.endsWith(char) ? part.slice(1, -1) : part.slice(1);
        return;
      case "\\":
        this.#out += part.slice(1);
        return;
      default:
        this.#out += part;
    }
  }

  #printSurplus(): void {
    for (; this.#surplus > 0; this.#surplus -= 1) this.#emit(this.#digit() ?? "0");
  }

  #printDigit(): void {
    const { firstZero, lastZero } = this.#layout;
    if (this.#surplus < 0) {
      this.#surplus += 1;
      this.#emit(this.#position <= firstZero ? "0" : "");
    } else this.#emit(this.#digit() ?? (this.#position > lastZero ? "0" : ""));
  }

  #digit(): string | undefined {
    const digit = this.#number.digits[this.#next];
    if (digit !== undefined) this.#next += 1;
    return digit;
  }

  #emit(digit: string): void {
    this.#out += digit;
    const isGroupEnd = this.#position > 1 && (this.#position - 1) % 3 === 0;
    if (digit !== "" && this.#layout.isGrouped && isGroupEnd) this.#out += ",";
    this.#position -= 1;
  }

  #printPoint(): void {
    const { lastZero, decimalPosition, digitCount } = this.#layout;
    if (this.#position !== 0 || this.#hasPoint) return;
    const hasMore = decimalPosition < digitCount && this.#next < this.#number.digits.length;
    if (lastZero < 0 || hasMore) {
      this.#out += ".";
      this.#hasPoint = true;
    }
  }
}
