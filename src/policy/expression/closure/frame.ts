// The variables of one run of a function, and what it may reach.

import type { Run } from "../../value/run.ts";

export class Frame {
  readonly run: Run;
  /** The `context` of the expression. */
  readonly context: unknown;
  /** By slot; captured variables are in cells. */
  readonly locals: unknown[];
  /** The frame of the function around this one. */
  readonly parent: Frame | undefined;
  /** Exceptions whose catch runs now, for `throw;`. */
  caught: unknown[] | undefined;
  /** What `return` gave. */
  result: unknown = null;

  constructor(run: Run, context: unknown, locals: unknown[], parent: Frame | undefined) {
    this.run = run;
    this.context = context;
    this.locals = locals;
    this.parent = parent;
  }
}

/** Holds a variable that lambdas share with their surroundings. */
export type Cell = { value: unknown };

export type Evaluate = (frame: Frame) => unknown;

/** How a statement ended: behind itself, or by a jump that someone around it must take. */
export type Signal = "next" | "break" | "continue" | "return";

export type Execute = (frame: Frame) => Signal;
