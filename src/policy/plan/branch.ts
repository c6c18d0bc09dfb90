// Statements that run side by side. When `wait` has what it waits for, the others are given up: what they
// wait for is cut, and no further statement of theirs runs.

import { AsyncLocalStorage } from "node:async_hooks";

const branches = new AsyncLocalStorage<AbortSignal>();

/** @param signal says when what `run` starts is given up; of branches inside each other the inner counts */
export function inBranch<T>(signal: AbortSignal, run: () => T): T {
  return branches.run(signal, run);
}

/** For requests of the branch that runs now: undefined outside of any. */
export function branchSignal(): AbortSignal | undefined {
  return branches.getStore();
}

/** Whether the branch that runs now was given up. Whoever waited stops then: see `abandoned`. */
export function isAbandoned(): boolean {
  return branches.getStore()?.aborted === true;
}

/** The end of an abandoned branch: nothing comes of it. */
export function abandoned(): Promise<never> {
  return new Promise(() => undefined);
}
