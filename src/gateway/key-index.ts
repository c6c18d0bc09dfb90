// Numbers keys, and finds the number of a key by its hash: open addressing over plain number arrays, the
// keys' bytes back to back. Keys are latin1; hashes are the caller's, and need not be good against forgery.

const FIRST_CAPACITY = 16;

export class KeyIndex {
  private size = 0;
  /** Pairs of hash and number + 1; 0 in the second place means free. At most two thirds are taken. */
  private slots = new Int32Array(2 * FIRST_CAPACITY);
  private bytes = new Uint8Array(256);
  /** Where each key begins; one more for the end of the last. */
  private starts = new Int32Array(FIRST_CAPACITY);

  /** The number of the key that is the first `length` chars of `text`; -1 where there is none. */
  find(hash: number, text: string, length: number): number {
    const { slots } = this;
    const mask = slots.length / 2 - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[2 * slot + 1] ?? 0) - 1;
      if (number < 0) return -1;
      if (slots[2 * slot] === hash && this.isKey(number, text, length)) return number;
    }
  }

  private isKey(number: number, text: string, length: number): boolean {
    const { bytes, starts } = this;
    const start = starts[number] ?? 0;
    if ((starts[number + 1] ?? 0) - start !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Gives a key that is not there yet the next number, from 0 on. */
  add(hash: number, key: string): number {
    const number = this.size++;
    this.grow(key.length);
    const start = this.starts[number] ?? 0;
    for (let i = 0; i < key.length; i++) this.bytes[start + i] = key.charCodeAt(i);
    this.starts[number + 1] = start + key.length;
    place(this.slots, hash, number);
    return number;
  }

  private grow(keyLength: number): void {
    const end = (this.starts[this.size - 1] ?? 0) + keyLength;
    if (end > this.bytes.length) this.bytes = copied(this.bytes, new Uint8Array(2 * end));
    if (this.size + 1 > this.starts.length) {
      this.starts = copied(this.starts, new Int32Array(2 * this.starts.length));
    }
    if (3 * this.size <= this.slots.length) return;
    const slots = new Int32Array(2 * this.slots.length);
    for (let at = 0; at < this.slots.length; at += 2) {
      const number = (this.slots[at + 1] ?? 0) - 1;
      if (number >= 0) place(slots, this.slots[at] ?? 0, number);
    }
    this.slots = slots;
  }
}

function place(slots: Int32Array, hash: number, number: number): void {
  const mask = slots.length / 2 - 1;
  let slot = hash & mask;
  while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
  slots[2 * slot] = hash;
  slots[2 * slot + 1] = number + 1;
}

function copied<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
