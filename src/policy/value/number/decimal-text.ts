// Texts → decimals.

import { type ClrDecimal, decimalZero } from "./decimal.ts";
import { numberStyles, parseDigits } from "./parse-digits.ts";
import { decimalFrom, type Failure, type NumberParser } from "./parse-number.ts";

export const decimalParser: NumberParser<ClrDecimal> = {
  typeName: "System.Decimal",
  allowsHex: false,
  zero: decimalZero,
  parse: decimalParsed,
};

function decimalParsed(text: string, styles: number): ClrDecimal | Failure {
  const number = parseDigits(text, styles);
  return number === undefined ? "format" : decimalFrom(number);
}

/** Of a literal (`1.50`) and of numbers in JSON (`1e3`); undefined where a decimal cannot hold it. */
export function decimalFromText(text: string): ClrDecimal | undefined {
  const result = decimalParsed(text, numberStyles.Float);
  return typeof result === "string" ? undefined : result;
}
