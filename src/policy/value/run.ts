// What one evaluation may spend, and where a member finds the world: a clock and randomness that tests can
// hold still. Fuel is counted in steps, not in time, so that an expression ends at the same place on every
// machine.

import type { ClrType } from "../type/clr-type.ts";
import { BudgetExceeded } from "./budget-exceeded.ts";

/** Far above what documents do, far below what the stack holds. */
const MAX_DEPTH = 200;

export type World = {
  /** Milliseconds since 1970, with fractions where the clock has them. */
  readonly now: () => number;
  /** [0, 1), for Random without a seed; cryptography has its own. */
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** What members ask about types that are known only when they run. */
export type TypeServices = {
  /** default(T) in static representation. */
  readonly zeroOf: (type: ClrType) => unknown;
  /** Whether a value in object representation is a T; null is none. */
  readonly isInstance: (type: ClrType, value: unknown) => boolean;
};

export class Run {
  readonly world: World;
  readonly types: TypeServices;
  /** Steps left: loop turns, calls, and characters or items that members touch. */
  #fuel: number;
  /** Bytes left for the strings, arrays and collections that the evaluation makes. */
  #bytes: number;

  /** Functions that run inside each other now. */
  #depth = 0;

  constructor(world: World, types: TypeServices, fuel: number, bytes: number) {
    this.world = world;
    this.types = types;
    this.#fuel = fuel;
    this.#bytes = bytes;
  }

  /** Takes `steps` of work. Members whose cost grows with their operands say so before they do it.
   * @throws BudgetExceeded, which no `catch` of an expression can hold */
  spend(steps: number): void {
    this.#fuel -= steps;
    if (this.#fuel < 0) throw new BudgetExceeded("fuel");
  }

  /** Takes memory that a new value holds, before it is made.
   * @throws BudgetExceeded */
  allocate(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw new BudgetExceeded("memory");
  }

  /** A lambda or local function begins.
   * @throws BudgetExceeded */
  enter(): void {
    this.spend(1);
    if (++this.#depth > MAX_DEPTH) throw new BudgetExceeded("depth");
  }

  /** …and ends, however it ends. */
  leave(): void {
    this.#depth--;
  }
}
