// What compiling to closures carries along: the functions around the current one, innermost first, so that a
// variable of an outer function is found by walking up the frames.

import type { Catalogue } from "../../type/catalogue.ts";
import { zeroOf } from "../bind/default-value.ts";
import type { BoundLocal } from "../bound.ts";
import type { Cell, Evaluate, Frame } from "./frame.ts";

export type CompileScope = {
  readonly catalogue: Catalogue;
  /** Ids of functions, innermost first. */
  readonly functions: readonly number[];
};

/** How many frames up the variable lives. */
function hops(scope: CompileScope, local: BoundLocal): number {
  return Math.max(0, scope.functions.indexOf(local.owner));
}

function frameAbove(frame: Frame, count: number): Frame {
  let at = frame;
  for (let left = count; left > 0 && at.parent !== undefined; left--) at = at.parent;
  return at;
}

export function readLocal(scope: CompileScope, local: BoundLocal): Evaluate {
  const { slot } = local;
  const up = hops(scope, local);
  if (!local.isCaptured) return (frame) => frame.locals[slot];
  // There is no cell yet when a local function runs before the declaration of what it reads.
  const none: Cell = { value: zeroOf(scope.catalogue, local.type) };
  // Captured variables are cells.
  if (up === 0) return (frame) => ((frame.locals[slot] as Cell | null) ?? none).value;
  // Captured variables are cells.
  return (frame) => ((frameAbove(frame, up).locals[slot] as Cell | null) ?? none).value;
}

/** Into a variable that was declared before. */
export function writeLocal(scope: CompileScope, local: BoundLocal): (frame: Frame, value: unknown) => void {
  const { slot } = local;
  const up = hops(scope, local);
  if (!local.isCaptured) {
    return (frame, value) => {
      frame.locals[slot] = value;
    };
  }
  return (frame, value) => {
    const { locals } = frameAbove(frame, up);
    // Captured variables are cells.
    const cell = locals[slot] as Cell | null;
    if (cell === null) locals[slot] = { value };
    else cell.value = value;
  };
}

/** Makes the variable anew: each turn of a loop has its own. */
export function declareLocal(local: BoundLocal): (frame: Frame, value: unknown) => void {
  const { slot } = local;
  if (!local.isCaptured) {
    return (frame, value) => {
      frame.locals[slot] = value;
    };
  }
  return (frame, value) => {
    frame.locals[slot] = { value };
  };
}
