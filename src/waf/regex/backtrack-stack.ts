// What a backtracker still has to try, and what it has to put back before it does. Three numbers an entry, in
// one array that is kept from run to run.

const CHOICE = 0;
const SLOT = 1;
const TRIED = 2;

export class BacktrackStack {
  top = 0;
  poppedPc = 0;
  poppedAt = 0;
  private entries = new Int32Array(768);
  private readonly slots: Int32Array;

  constructor(slots: Int32Array) {
    this.slots = slots;
  }

  pushChoice(pc: number, at: number): void {
    this.push(CHOICE, pc, at);
  }

  /** The value that a slot had before. */
  pushSlot(slot: number, value: number): void {
    this.push(SLOT, slot, value);
  }

  /** A choice whose first way is being tried. */
  pushTried(pc: number, at: number): void {
    this.push(TRIED, pc, at);
  }

  /** Takes the last choice above `base`, into `poppedPc` and `poppedAt`; false where there is none. */
  popChoice(base: number): boolean {
    const { entries, slots } = this;
    while (this.top > base) {
      this.top -= 3;
      const kind = entries[this.top] ?? 0;
      const first = entries[this.top + 1] ?? 0;
      const second = entries[this.top + 2] ?? 0;
      if (kind === SLOT) slots[first] = second;
      if (kind !== CHOICE) continue;
      this.poppedPc = first;
      this.poppedAt = second;
      return true;
    }
    return false;
  }

  /** Puts back all slots that were set above `base`. */
  undo(base: number): void {
    while (this.popChoice(base));
  }

  /**
   * Drops all choices above `base`, and keeps what slots had been; `onWay` hears of each choice that led
   * here.
   */
  endBody(base: number, onWay: (pc: number, at: number) => void): void {
    const { entries } = this;
    let kept = base;
    for (let entry = base; entry < this.top; entry += 3) {
      const kind = entries[entry] ?? 0;
      const first = entries[entry + 1] ?? 0;
      const second = entries[entry + 2] ?? 0;
      if (kind === TRIED) onWay(first, second);
      if (kind !== SLOT) continue;
      entries[kept] = SLOT;
      entries[kept + 1] = first;
      entries[kept + 2] = second;
      kept += 3;
    }
    this.top = kept;
  }

  private push(kind: number, first: number, second: number): void {
    if (this.top + 3 > this.entries.length) {
      const larger = new Int32Array(this.entries.length * 2);
      larger.set(this.entries);
      this.entries = larger;
    }
    const { entries } = this;
    entries[this.top] = kind;
    entries[this.top + 1] = first;
    entries[this.top + 2] = second;
    this.top += 3;
  }
}
