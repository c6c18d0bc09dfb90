// Reading numbers as the .NET Framework's System.Number does, in the invariant culture: which parts a text
// may have is said by NumberStyles.

import { argumentException } from "../clr-exception.ts";

export const numberStyles = {
  None: 0,
  AllowLeadingWhite: 1,
  AllowTrailingWhite: 2,
  AllowLeadingSign: 4,
  AllowTrailingSign: 8,
  AllowParentheses: 16,
  AllowDecimalPoint: 32,
  AllowThousands: 64,
  AllowExponent: 128,
  AllowCurrencySymbol: 256,
  AllowHexSpecifier: 512,
  Integer: 7,
  HexNumber: 515,
  Number: 111,
  Float: 167,
  Currency: 383,
  Any: 511,
} as const;

export type ParsedNumber = {
  readonly isNegative: boolean;
  /** From the first that is not zero; "" is zero. Trailing zeros are kept. */
  readonly digits: string;
  /** Value = 0.digits × 10^scale; of a zero, minus its places. */
  readonly scale: number;
};

/** @throws ClrException ArgumentException */
export function checkStyles(styles: number, allowsHex: boolean): void {
  if ((styles & ~1023) !== 0) {
    throw argumentException("An undefined NumberStyles value is being used.", "style");
  }
  if ((styles & numberStyles.AllowHexSpecifier) === 0) return;
  if (!allowsHex) {
    throw argumentException(
      "The number style AllowHexSpecifier is not supported on floating point data types.",
    );
  }
  if ((styles & ~numberStyles.HexNumber) === 0) return;
  throw argumentException(
    "With the AllowHexSpecifier bit set in the enum bit field, the only other valid bits that can be " +
      "combined into the enum value must be a subset of those in HexNumber.",
  );
}

/** Undefined where the text is no number. */
export function parseDigits(text: string, styles: number): ParsedNumber | undefined {
  return new NumberReader(text, styles).read();
}

const isWhite = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

class NumberReader {
  readonly #text: string;
  readonly #styles: number;
  #at = 0;
  #isNegative = false;
  #hasSign = false;
  #hasOpenParenthesis = false;
  #hasCurrency = false;
  #scale = 0;

  constructor(text: string, styles: number) {
    this.#text = text;
    this.#styles = styles;
  }

  read(): ParsedNumber | undefined {
    this.#readLeading();
    const digits = this.#readDigits();
    if (digits === undefined) return undefined;
    this.#readExponent();
    this.#readTrailing();
    if (this.#hasOpenParenthesis) return undefined;
    while (this.#text.charCodeAt(this.#at) === 0) this.#at += 1;
    if (this.#at < this.#text.length) return undefined;
    return { isNegative: this.#isNegative, digits, scale: this.#scale };
  }

  #allows(style: number): boolean {
    return (this.#styles & style) !== 0;
  }

  #readLeading(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      const mayBeWhite =
        this.#allows(numberStyles.AllowLeadingWhite) && (!this.#hasSign || this.#hasCurrency);
      if (isWhite(code) && mayBeWhite) continue;
      if (this.#allows(numberStyles.AllowLeadingSign) && this.#takeSign(code)) continue;
      if (code === 40 && this.#allows(numberStyles.AllowParentheses) && !this.#hasSign) {
        this.#hasSign = true;
        this.#hasOpenParenthesis = true;
        this.#isNegative = true;
      } else if (!this.#takeCurrency(code)) return;
    }
  }

  #takeSign(code: number): boolean {
    if (this.#hasSign || (code !== 43 && code !== 45)) return false;
    this.#hasSign = true;
    this.#isNegative = code === 45;
    return true;
  }

  #takeCurrency(code: number): boolean {
    if (code !== 0xa4 || this.#hasCurrency || !this.#allows(numberStyles.AllowCurrencySymbol)) return false;
    this.#hasCurrency = true;
    return true;
  }

  #readDigits(): string | undefined {
    const parts: string[] = [];
    let hasDigits = false;
    let hasPoint = false;
    let isZero = true;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (isDigit(code)) {
        hasDigits = true;
        if (code !== 48) isZero = false;
        if (!isZero) {
          parts.push(this.#text.charAt(this.#at));
          if (!hasPoint) this.#scale += 1;
        } else if (hasPoint) this.#scale -= 1;
      } else if (code === 46 && !hasPoint && this.#allows(numberStyles.AllowDecimalPoint)) hasPoint = true;
      else if (code !== 44 || !hasDigits || hasPoint || !this.#allows(numberStyles.AllowThousands)) break;
    }
    return hasDigits ? parts.join("") : undefined;
  }

  #readExponent(): void {
    const letter = this.#text.charCodeAt(this.#at) | 32;
    if (letter !== 101 || !this.#allows(numberStyles.AllowExponent)) return;
    const sign = this.#text.charCodeAt(this.#at + 1);
    let at = this.#at + (sign === 43 || sign === 45 ? 2 : 1);
    if (!isDigit(this.#text.charCodeAt(at))) return;
    let exponent = 0;
    for (; isDigit(this.#text.charCodeAt(at)); at += 1) {
      exponent = Math.min(exponent * 10 + this.#text.charCodeAt(at) - 48, 9999);
    }
    this.#scale += sign === 45 ? -exponent : exponent;
    this.#at = at;
  }

  #readTrailing(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (isWhite(code) && this.#allows(numberStyles.AllowTrailingWhite)) continue;
      if (this.#allows(numberStyles.AllowTrailingSign) && this.#takeSign(code)) continue;
      if (code === 41 && this.#hasOpenParenthesis) this.#hasOpenParenthesis = false;
      else if (!this.#takeCurrency(code)) return;
    }
  }
}
