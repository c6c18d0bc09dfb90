// JavaScript text in the making. Nothing of the source reaches it: values, members and types are slots of an
// array that is passed beside the text, and names are made here from numbers. So no expression can spell
// `constructor` or `globalThis` in it.

import type { Catalogue } from "../../type/catalogue.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundLocal } from "../bound.ts";

export class Emitter {
  readonly catalogue: Catalogue;
  readonly slots: unknown[] = [];
  readonly #slotOf = new Map<unknown, number>();
  #names = 0;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  /** The name under which the text finds a value. */
  slot(value: unknown): string {
    let index = this.#slotOf.get(value);
    if (index === undefined) {
      index = this.slots.push(value) - 1;
      this.#slotOf.set(value, index);
    }
    return `s${index}`;
  }

  /** A name that is used nowhere else. */
  fresh(prefix: "t" | "l"): string {
    return `${prefix}${this.#names++}`;
  }
}

/** One function of the source while its text is made. */
export type FunctionText = {
  readonly emitter: Emitter;
  readonly id: number;
  /** Locals of this function that must be declared at its beginning. */
  readonly declared: Set<string>;
  /** Captured locals of functions around this one that its text reads or writes. */
  readonly free: Map<string, BoundLocal>;
  /** Labels of the loops and switches around, innermost last. */
  readonly jumps: readonly { readonly label: string; readonly isLoop: boolean }[];
  /** What the nearest catch holds, for `throw;`. */
  readonly caught: string | undefined;
};

/** The variable itself; captured ones are cells with their value in `v`. */
function localName(text: FunctionText, local: BoundLocal): string {
  const name = `v${local.owner}_${local.slot}`;
  if (local.owner === text.id) text.declared.add(name);
  else text.free.set(name, local);
  return name;
}

export function readLocalText(text: FunctionText, local: BoundLocal): string {
  const name = localName(text, local);
  if (!local.isCaptured) return name;
  // There is no cell yet when a local function runs before the declaration of what it reads.
  const none = constantText(text.emitter, zeroOf(text.emitter.catalogue, local.type));
  return `(${name}===null?${none}:${name}.v)`;
}

/** Assignment into a variable that was declared before: an expression whose value is the value. */
export function writeLocalText(text: FunctionText, local: BoundLocal, value: string): string {
  const name = localName(text, local);
  return local.isCaptured ? `(${name}===null?(${name}={v:null}):${name}).v=${value}` : `${name}=${value}`;
}

/** Makes the variable anew, as each turn of a loop does. */
export function declareLocalText(text: FunctionText, local: BoundLocal, value: string): string {
  const name = localName(text, local);
  return local.isCaptured ? `${name}={v:${value}}` : `${name}=${value}`;
}

/** Constants of JavaScript's own kinds are written out, everything else is a slot. */
export function constantText(emitter: Emitter, value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isInteger(value) && !Object.is(value, -0)) return `(${value})`;
  if (typeof value === "bigint") return `(${value}n)`;
  return emitter.slot(value);
}
