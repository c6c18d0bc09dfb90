// A queue of text lines between two threads, over shared memory: one producer, one consumer, no lock. Its
// whole state is how many bytes were ever written and ever taken, so either side may die at any moment and
// be replaced: what was written in part never counts, what was not consumed is seen again.

import assert from "node:assert";

const HEAD = 0;
const TAIL = 16;
/** The two counters lie in cache lines of their own, or each side would slow the other. */
const HEADER_BYTES = 128;
const MIN_CAPACITY_BYTES = 64;
const MAX_CAPACITY_BYTES = 2 ** 30;

export class ByteRing {
  readonly capacityBytes: number;
  /** Bytes ever consumed and ever pushed, modulo 2^32; their difference is right all the same. */
  readonly #counters: Int32Array;
  readonly #bytes: Buffer;
  readonly #mask: number;

  /** @param buffer from `allocate`, of this or another thread */
  constructor(buffer: SharedArrayBuffer) {
    this.capacityBytes = buffer.byteLength - HEADER_BYTES;
    assert(isCapacity(this.capacityBytes), "the buffer was not made by ByteRing.allocate");
    this.#counters = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#bytes = Buffer.from(buffer, HEADER_BYTES, this.capacityBytes);
    this.#mask = this.capacityBytes - 1;
  }

  /** Memory for a ring of at least so many bytes: the next power of two, from 64 bytes to 1 GiB. */
  static allocate(capacityBytes: number): SharedArrayBuffer {
    assert(capacityBytes > 0 && capacityBytes <= MAX_CAPACITY_BYTES, "a ring has at most 1 GiB");
    let rounded = MIN_CAPACITY_BYTES;
    while (rounded < capacityBytes) rounded *= 2;
    return new SharedArrayBuffer(HEADER_BYTES + rounded);
  }

  /** What the producer can count on: the consumer only adds to it. */
  get freeBytes(): number {
    return this.capacityBytes - this.#usedBytes();
  }

  /**
   * Producer: writes the whole text, or nothing where it does not fit now (or ever). One char is one byte:
   * a char above U+00FF would lose its high byte, so the caller escapes those.
   */
  push(latin1Text: string): boolean {
    const { length } = latin1Text;
    const tail = Atomics.load(this.#counters, TAIL);
    const used = (tail - Atomics.load(this.#counters, HEAD)) >>> 0;
    if (length > this.capacityBytes - used) return false;
    const at = tail & this.#mask;
    const written = this.#bytes.write(latin1Text, at, "latin1");
    if (written < length) this.#bytes.write(latin1Text.slice(written), 0, "latin1");
    // Stored after the bytes: a consumer that sees the tail sees them too.
    Atomics.store(this.#counters, TAIL, (tail + length) | 0);
    return true;
  }

  /**
   * Consumer: what was pushed and not consumed, in at most two pieces that together end with a whole text.
   * The pieces are views of the ring, good until they are consumed.
   */
  peek(): Uint8Array[] {
    const used = this.#usedBytes();
    if (used === 0) return [];
    const start = Atomics.load(this.#counters, HEAD) & this.#mask;
    const end = start + used;
    if (end <= this.capacityBytes) return [this.#bytes.subarray(start, end)];
    return [this.#bytes.subarray(start), this.#bytes.subarray(0, end - this.capacityBytes)];
  }

  /** Consumer: gives so many bytes back to the producer. */
  consume(bytes: number): void {
    assert(bytes >= 0 && bytes <= this.#usedBytes(), "more consumed than was pushed");
    Atomics.store(this.#counters, HEAD, (Atomics.load(this.#counters, HEAD) + bytes) | 0);
  }

  #usedBytes(): number {
    return (Atomics.load(this.#counters, TAIL) - Atomics.load(this.#counters, HEAD)) >>> 0;
  }
}

function isCapacity(bytes: number): boolean {
  return bytes >= MIN_CAPACITY_BYTES && bytes <= MAX_CAPACITY_BYTES && (bytes & (bytes - 1)) === 0;
}
