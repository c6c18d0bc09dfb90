// Which sequences of three bytes a text has, letters of both cases and some rare bytes taken for one: one
// reading tells of most words that patterns look for that they are not in it.

const FOLDED_LOG2 = 6;
const GRAMS_LOG2 = FOLDED_LOG2 * 3;
const GRAM_MASK = 2 ** GRAMS_LOG2 - 1;
const LETTERS = 26;
const DIGITS_FROM = LETTERS;
const OTHERS_FROM = 36;
const OTHERS = 28;

/** By byte: the number under which it stands in a gram. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => {
  const lower = byte | 0x20;
  if (lower >= 0x61 && lower <= 0x7a && byte < 0x80) return lower - 0x61;
  if (byte >= 0x30 && byte <= 0x39) return DIGITS_FROM + byte - 0x30;
  return OTHERS_FROM + (byte % OTHERS);
});

/** The numbers of bytes that are not told apart are the same. */
export const foldedByte = (byte: number): number => folded[byte] ?? 0;

/** The number of three bytes, each folded. */
export const gramOf = (first: number, second: number, third: number): number =>
  (first << (FOLDED_LOG2 * 2)) | (second << FOLDED_LOG2) | third;

export class GramMap {
  private readonly bits = new Uint32Array(2 ** GRAMS_LOG2 / 32);

  /** Forgets the text before. */
  read(bytes: Uint8Array, length: number): void {
    const { bits } = this;
    bits.fill(0);
    let gram = ((folded[bytes[0] ?? 0] ?? 0) << FOLDED_LOG2) | (folded[bytes[1] ?? 0] ?? 0);
    for (let at = 2; at < length; at++) {
      gram = ((gram << FOLDED_LOG2) | (folded[bytes[at] ?? 0] ?? 0)) & GRAM_MASK;
      bits[gram >>> 5] = (bits[gram >>> 5] ?? 0) | (1 << (gram & 31));
    }
  }

  has(gram: number): boolean {
    return ((this.bits[gram >>> 5] ?? 0) & (1 << (gram & 31))) !== 0;
  }
}
