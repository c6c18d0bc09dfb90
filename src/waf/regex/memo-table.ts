// What a backtracker remembers: for each choice at each place, that it fails, or where it ends. Open
// addressing over plain arrays: an input of 64 KB may leave a hundred thousand of them.

const FREE = -1;
const FIRST_SLOTS = 512;

export const FAILS = -1;
export const UNKNOWN = -2;

export class MemoTable {
  private keys = new Float64Array(FIRST_SLOTS).fill(FREE);
  private values = new Int32Array(FIRST_SLOTS);
  private count = 0;

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
    // An attack's table is not kept for everybody after it.
    if (this.keys.length > FIRST_SLOTS * 32) {
      this.keys = new Float64Array(FIRST_SLOTS);
      this.values = new Int32Array(FIRST_SLOTS);
    }
    this.keys.fill(FREE);
  }

  /** FAILS, a place, or UNKNOWN. */
  get(choice: number, at: number, width: number): number {
    const slot = this.slotOf(choice, at, width);
    return this.keys[slot] === FREE ? UNKNOWN : (this.values[slot] ?? UNKNOWN);
  }

  set(choice: number, at: number, width: number, value: number): void {
    const slot = this.slotOf(choice, at, width);
    this.values[slot] = value;
    if (this.keys[slot] !== FREE) return;
    this.keys[slot] = choice * width + at;
    this.count++;
    if (this.count * 2 > this.keys.length) this.grow();
  }

  private slotOf(choice: number, at: number, width: number): number {
    const key = choice * width + at;
    const { keys } = this;
    const mask = keys.length - 1;
    let slot = scattered(key) & mask;
    while (keys[slot] !== key && keys[slot] !== FREE) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2).fill(FREE);
    this.values = new Int32Array(keys.length * 2);
    const mask = this.keys.length - 1;
    for (let old = 0; old < keys.length; old++) {
      const key = keys[old] ?? FREE;
      if (key === FREE) continue;
      let slot = scattered(key) & mask;
      while (this.keys[slot] !== FREE) slot = (slot + 1) & mask;
      this.keys[slot] = key;
      this.values[slot] = values[old] ?? 0;
    }
  }
}

function scattered(key: number): number {
  const low = key | 0;
  const mixed = Math.imul(low ^ Math.imul((key - (low >>> 0)) / 0x1_0000_0000, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
