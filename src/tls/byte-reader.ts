// Reads big-endian numbers and pieces off a buffer, within its bounds: past the end there is nothing but the
// mark that too much was asked for, so that readers of hostile bytes check once instead of everywhere.

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** More was asked for than there is: everything read since is meaningless. */
  isOverrun = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#number(1);
  }

  u16(): number {
    return this.#number(2);
  }

  u24(): number {
    return this.#number(3);
  }

  /** The next so many bytes, as a view. */
  take(length: number): Uint8Array {
    if (length > this.left) {
      this.isOverrun = true;
      this.#at = this.#bytes.length;
      return new Uint8Array(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A reader of the next so many bytes. */
  part(length: number): ByteReader {
    const part = new ByteReader(this.take(length));
    part.isOverrun = this.isOverrun;
    return part;
  }

  #number(bytes: number): number {
    let value = 0;
    for (const byte of this.take(bytes)) value = value * 256 + byte;
    return value;
  }
}
