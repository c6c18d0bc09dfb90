// A number as its decimal digits: what all number formats work on, as in the .NET Framework, whose double
// has 15 digits here and 17 only where asked (System.Number, reference source).

export type NumberDigits = {
  readonly isNegative: boolean;
  /** Without leading zeros; "" is zero. A decimal keeps its trailing zeros. */
  readonly digits: string;
  /** Value = 0.digits × 10^scale. */
  readonly scale: number;
};

export function digitsOfInteger(value: number | bigint): NumberDigits {
  const text = String(value < 0 ? -value : value);
  return text === "0"
    ? { isNegative: false, digits: "", scale: 0 }
    : { isNegative: value < 0, digits: text, scale: text.length };
}

/** The first `precision` digits of a finite double, rounded half up on its exact value. */
export function digitsOfDouble(value: number, precision: number): NumberDigits {
  if (value === 0) return { isNegative: false, digits: "", scale: 0 };
  const [mantissa = "", exponent = "0"] = Math.abs(value)
    .toExponential(precision - 1)
    .split("e");
  return {
    isNegative: value < 0,
    digits: withoutTrailingZeros(mantissa.replace(".", "")),
    scale: Number(exponent) + 1,
  };
}

/** Keeps `count` digits, half up; trailing zeros go, and a zero has no sign. */
export function roundDigits(number: NumberDigits, count: number): NumberDigits {
  const { digits } = number;
  if (count >= digits.length) return normal(number, digits, number.scale);
  if (count < 0 || digits.charCodeAt(count) < 53) {
    return normal(number, digits.slice(0, Math.max(count, 0)), number.scale);
  }
  const raised = String(BigInt(`0${digits.slice(0, count)}`) + 1n);
  return raised.length > count ? normal(number, "1", number.scale + 1) : normal(number, raised, number.scale);
}

/** `E+03`: at least `least` digits; a plus sign where asked. */
export function exponentText(exponent: number, letter: string, least: number, hasPlus: boolean): string {
  const sign = exponent < 0 ? "-" : hasPlus ? "+" : "";
  return `${letter}${sign}${String(Math.abs(exponent)).padStart(least, "0")}`;
}

function normal(number: NumberDigits, digits: string, scale: number): NumberDigits {
  const kept = withoutTrailingZeros(digits);
  return kept === ""
    ? { isNegative: false, digits: "", scale: 0 }
    : { isNegative: number.isNegative, digits: kept, scale };
}

/** A loop, since a pattern for it would try every run of zeros again and again. */
export function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
