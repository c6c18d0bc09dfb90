// Named numbers in shared memory: one thread counts, any number of threads read, no lock. The page describes
// itself, so a reader needs nothing but its memory, and a writer that replaces a dead one finds the keys
// and counts on. Keys are never removed: their number is bounded by the configurations that made them.

import assert from "node:assert";

const COUNT = 0;
const REFUSED = 1;
const MAX_SERIES = 2;
const HEADER_INTS = 4;
const OVERFLOW_SLOT = -1;

type Layout = { readonly valuesAt: number; readonly keyEndsAt: number; readonly keysAt: number };

/** Header, values (overflow first, then one per slot), where each key ends, key texts in UTF-8. */
function layoutOf(maxSeries: number): Layout {
  const valuesAt = HEADER_INTS * 4;
  const keyEndsAt = valuesAt + (maxSeries + 1) * 8;
  return { valuesAt, keyEndsAt, keysAt: keyEndsAt + maxSeries * 4 };
}

export class CounterPage {
  /** What `open` gives when the page is full: what is added to it counts as overflow. */
  static readonly overflowSlot = OVERFLOW_SLOT;

  readonly #header: Int32Array;
  /**
   * Plain loads and stores: an aligned access of 8 bytes is never torn on the 64-bit machines that we run
   * on, and a reader that sees a number a moment late does no harm.
   */
  readonly #values: Float64Array;
  readonly #keyEnds: Uint32Array;
  readonly #keyBytes: Buffer;
  /** The keys decoded so far, by slot, and the other way round. */
  readonly #keys: string[] = [];
  readonly #slots = new Map<string, number>();

  /** @param buffer from `allocate`, of this or another thread */
  constructor(buffer: SharedArrayBuffer) {
    this.#header = new Int32Array(buffer, 0, HEADER_INTS);
    const maxSeries = this.#header[MAX_SERIES] ?? 0;
    assert(maxSeries > 0, "the buffer was not made by CounterPage.allocate");
    const { valuesAt, keyEndsAt, keysAt } = layoutOf(maxSeries);
    this.#values = new Float64Array(buffer, valuesAt, maxSeries + 1);
    this.#keyEnds = new Uint32Array(buffer, keyEndsAt, maxSeries);
    this.#keyBytes = Buffer.from(buffer, keysAt);
  }

  /**
   * @param maxSeries keys that the page has room for
   * @param keyBytes room for the texts of all keys together, in UTF-8
   */
  static allocate(maxSeries: number, keyBytes: number): SharedArrayBuffer {
    assert(maxSeries > 0 && keyBytes > 0, "a page needs room for a key");
    const buffer = new SharedArrayBuffer(layoutOf(maxSeries).keysAt + keyBytes);
    new Int32Array(buffer, 0, HEADER_INTS)[MAX_SERIES] = maxSeries;
    return buffer;
  }

  /** Writer: the slot of a key, from 0 on; `overflowSlot` where the page has no room for one more key. */
  open(key: string): number {
    // A lone surrogate does not survive UTF-8: the key would not be found again.
    const text = key.toWellFormed();
    this.#readKeys();
    return this.#slots.get(text) ?? this.#append(text);
  }

  #append(key: string): number {
    const slot = this.#keys.length;
    const start = this.#keyStart(slot);
    const bytes = Buffer.byteLength(key);
    if (slot === this.#keyEnds.length || bytes > this.#keyBytes.length - start) {
      Atomics.add(this.#header, REFUSED, 1);
      return OVERFLOW_SLOT;
    }
    this.#keyBytes.write(key, start);
    this.#keyEnds[slot] = start + bytes;
    // Only now does the key exist: a writer that dies before this line has changed nothing.
    Atomics.store(this.#header, COUNT, slot + 1);
    this.#readKeys();
    return slot;
  }

  /** Writer, on the hot path. */
  add(slot: number, amount: number): void {
    const values = this.#values;
    values[slot + 1] = (values[slot + 1] ?? 0) + amount;
  }

  /** Writer. */
  set(slot: number, value: number): void {
    this.#values[slot + 1] = value;
  }

  get(slot: number): number {
    return this.#values[slot + 1] ?? 0;
  }

  /** How often `open` found no room: above 0, the page is too small for what is counted. */
  get refusedKeys(): number {
    return Atomics.load(this.#header, REFUSED);
  }

  /** Every key with its value, in the order in which they were opened. Overflow has no key. */
  *entries(): IterableIterator<[key: string, value: number]> {
    this.#readKeys();
    for (const [slot, key] of this.#keys.entries()) yield [key, this.get(slot)];
  }

  /** Decodes the keys that the writer, this one or one before it, has added since the last time. */
  #readKeys(): void {
    const count = Atomics.load(this.#header, COUNT);
    for (let slot = this.#keys.length; slot < count; slot++) {
      const key = this.#keyBytes.toString("utf8", this.#keyStart(slot), this.#keyEnds[slot]);
      this.#keys.push(key);
      this.#slots.set(key, slot);
    }
  }

  #keyStart(slot: number): number {
    return slot === 0 ? 0 : (this.#keyEnds[slot - 1] ?? 0);
  }
}
