// What the conditions of a site's edge rules see of one request: each value taken once, however many rules
// ask for it. One view serves all requests of a worker, one after the other.

import type { Variable } from "#http/template.ts";
import { exchangeValue, type RoutedExchange } from "../rewrite/exchange-value.ts";

export class EdgeView {
  readonly #variables: Variable[] = [];
  readonly #slots = new Map<string, number>();
  readonly #values: (string | undefined)[] = [];
  /** The request that a value was taken from, by its number. */
  readonly #takenFor: number[] = [];
  #request = 0;
  #x: RoutedExchange | undefined;

  /** While rules are compiled: where the values of a variable will be found. */
  slotOf(variable: Variable): number {
    const name = `${variable.name}\n${variable.key}`;
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.#variables.length;
    this.#slots.set(name, slot);
    this.#variables.push(variable);
    this.#values.push(undefined);
    this.#takenFor.push(0);
    return slot;
  }

  /** From now on values are those of this request. */
  look(x: RoutedExchange): void {
    this.#x = x;
    this.#request++;
  }

  get exchange(): RoutedExchange {
    if (this.#x === undefined) throw new Error("edge rules are asked about no request");
    return this.#x;
  }

  valueAt(slot: number): string | undefined {
    if (this.#takenFor[slot] === this.#request) return this.#values[slot];
    const variable = this.#variables[slot];
    const value = variable === undefined ? undefined : exchangeValue(this.exchange, variable);
    this.#takenFor[slot] = this.#request;
    this.#values[slot] = value;
    return value;
  }
}
