// A map bounded by its number of entries, for values that are cheap to make again. Two generations: new
// entries go into the young one; when it is full it becomes the old one, and the old one is dropped whole.
// A hit in the young one is a single look-up without a write, which neither a list in order of use nor a
// CLOCK with its mark per entry can offer; an entry in use moves over once per generation.

/** Values are neither undefined nor null: `get` gives undefined where there is none. */
export class BoundedCache<K, V extends NonNullable<unknown>> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  readonly #generationSize: number;

  /** @param limit entries kept at the most; as many as half of it, those used last, are kept for certain */
  constructor(limit: number) {
    this.#generationSize = Math.max(1, Math.trunc((limit + 1) / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    return this.#young.get(key) ?? this.#promote(key);
  }

  #promote(key: K): V | undefined {
    const value = this.#old.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#old.delete(key);
    this.#young.set(key, value);
    if (this.#young.size < this.#generationSize) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
