// IEnumerable<T> at run time: anything that JavaScript iterates, items in static representation of T.
// Strings are sequences of UTF-16 code units, which JavaScript's own iteration is not.

import type { ClrType } from "../type/clr-type.ts";
import { nullReference } from "./clr-exception.ts";
import { ClrObject } from "./clr-object.ts";
import type { Run } from "./run.ts";

/** The items of a sequence, one step of fuel for each.
 * @throws ClrException NullReferenceException for null */
export function* iterate(run: Run, sequence: unknown): Generator<unknown, void> {
  if (sequence === null) throw nullReference();
  if (typeof sequence === "string") {
    for (let at = 0; at < sequence.length; at++) {
      run.spend(1);
      yield sequence.charCodeAt(at);
    }
    return;
  }
  // Every sequence of the value library is iterable; what is not has no IEnumerable in its definition.
  for (const item of sequence as Iterable<unknown>) {
    run.spend(1);
    yield item;
  }
}

/** A deferred sequence, as LINQ makes them: each enumeration runs `start` again. */
export class Sequence extends ClrObject {
  readonly clrName = "System.Linq.Enumerable+Iterator";
  /** What its items are, so that they can be boxed. */
  readonly element: ClrType;
  readonly #start: () => Iterator<unknown>;

  constructor(element: ClrType, start: () => Iterator<unknown>) {
    super();
    this.element = element;
    this.#start = start;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#start();
  }
}
