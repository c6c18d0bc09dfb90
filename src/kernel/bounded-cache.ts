// A map bounded by its number of entries, for values that are cheap to make again. Two generations: new
// entries go into the young one; when it is full it becomes the old one and the former old one is dropped.
// A hit costs one look-up and no write, which a list in order of use cannot offer.

export class BoundedCache<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private readonly generationSize: number;

  /** @param limit entries kept at the most; half of it is kept for certain */
  constructor(limit: number) {
    this.generationSize = Math.max(1, limit >> 1);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: K): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const kept = this.old.get(key);
    if (kept !== undefined) {
      this.old.delete(key);
      this.set(key, kept);
    }
    return kept;
  }

  set(key: K, value: V): void {
    if (this.young.size >= this.generationSize && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
