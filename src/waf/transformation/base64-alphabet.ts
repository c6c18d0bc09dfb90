// The digits of Base64 (RFC 4648 §4), and how a row of them becomes bytes.

const digits = new Int8Array(256).fill(-1);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (let value = 0; value < 64; value++) digits[ALPHABET.charCodeAt(value)] = value;

/** 0 to 63; -1 for a char outside the alphabet. */
export function base64Digit(code: number): number {
  return digits[code] ?? -1;
}

/**
 * Takes digits one by one and writes a byte whenever eight bits are together; bits left at the end are
 * dropped.
 */
export class Base64Joiner {
  length = 0;
  readonly #bytes: Uint8Array;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  add(digit: number): void {
    this.#bits = ((this.#bits << 6) | digit) & 0xfff;
    this.#count += 6;
    if (this.#count < 8) return;
    this.#count -= 8;
    this.#bytes[this.length++] = this.#bits >>> this.#count;
  }
}
