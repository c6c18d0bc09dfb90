// Numbers in a page: counters, gauges, histograms.

import { bucketSeconds } from "./metric-family.ts";

/** The writer's side of a `CounterPage`. */
export type SlotPage = {
  /** The slot of a key, the same one every time; below 0 where the page is full. */
  open(key: string): number;
  add(slot: number, amount: number): void;
  set(slot: number, value: number): void;
  entries(): Iterable<readonly [key: string, value: number]>;
};

/** One number of a page. A page without room for it makes it count nothing. */
class Slot {
  protected readonly page: SlotPage;
  protected readonly slot: number;

  constructor(page: SlotPage, slot: number) {
    this.page = page;
    this.slot = slot;
  }

  add(amount: number): void {
    if (this.slot >= 0) this.page.add(this.slot, amount);
  }
}

/** Only rises. */
export class Counter extends Slot {}

export class Gauge extends Slot {
  set(value: number): void {
    if (this.slot >= 0) this.page.set(this.slot, value);
  }
}

export class Histogram {
  readonly #page: SlotPage;
  readonly #buckets: readonly number[];
  readonly #sum: number;

  constructor(page: SlotPage, buckets: readonly number[], sum: number) {
    this.#page = page;
    this.#buckets = buckets;
    this.#sum = sum;
  }

  observe(seconds: number): void {
    let i = 0;
    while (i < bucketSeconds.length && seconds > (bucketSeconds[i] ?? 0)) i++;
    const bucket = this.#buckets[i] ?? -1;
    if (bucket < 0 || this.#sum < 0) return;
    this.#page.add(bucket, 1);
    this.#page.add(this.#sum, seconds);
  }
}
