// Whole numbers in an order, as many as come: what programs and automata are written down in while they are
// made. Kept from one to the next, so that to make one leaves nothing behind to be collected.

const FIRST_ROOM = 256;

export class IntList {
  length = 0;
  private values = new Int32Array(FIRST_ROOM);

  clear(): void {
    this.length = 0;
  }

  push(value: number): void {
    const { length } = this;
    if (length === this.values.length) this.grow();
    this.values[length] = value;
    this.length = length + 1;
  }

  /** Takes the last one; 0 where there is none. */
  pop(): number {
    if (this.length === 0) return 0;
    this.length--;
    return this.values[this.length] ?? 0;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  /** Of its own. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.values.slice(0, this.length);
  }

  private grow(): void {
    const larger = new Int32Array(this.length * 2);
    larger.set(this.values);
    this.values = larger;
  }
}
