// IOrderedEnumerable<T>: a sequence that is sorted when it is gone through, by the first key, then by those
// of ThenBy. The sort is stable.

import type { ClrType } from "../../type/clr-type.ts";
import { ClrObject } from "../clr-object.ts";
import { iterate } from "../iterate.ts";
import type { Run } from "../run.ts";

export type SortKey = {
  readonly select: (item: unknown) => unknown;
  readonly compare: (a: unknown, b: unknown) => number;
  readonly sign: 1 | -1;
};

type Keyed = { readonly item: unknown; readonly keys: readonly unknown[] };

export class OrderedSequence extends ClrObject {
  readonly clrName = "System.Linq.OrderedEnumerable`2";
  readonly element: ClrType;
  readonly #run: Run;
  readonly #source: unknown;
  readonly #keys: readonly SortKey[];

  constructor(run: Run, element: ClrType, source: unknown, keys: readonly SortKey[]) {
    super();
    this.element = element;
    this.#run = run;
    this.#source = source;
    this.#keys = keys;
  }

  thenBy(key: SortKey): OrderedSequence {
    return new OrderedSequence(this.#run, this.element, this.#source, [...this.#keys, key]);
  }

  *[Symbol.iterator](): Iterator<unknown> {
    const keyed: Keyed[] = [...iterate(this.#run, this.#source)].map((item) => ({
      item,
      keys: this.#keys.map((key) => key.select(item)),
    }));
    this.#run.spend(keyed.length * Math.ceil(Math.log2(keyed.length + 2)));
    keyed.sort((a, b) => this.#order(a, b));
    for (const { item } of keyed) yield item;
  }

  #order(a: Keyed, b: Keyed): number {
    for (const [index, key] of this.#keys.entries()) {
      const order = key.compare(a.keys[index], b.keys[index]) * key.sign;
      if (order !== 0) return order;
    }
    return 0;
  }
}
