// A run of the value library for unit tests: a world that stands still, and budgets to choose.

import { Run } from "#policy/value/run.ts";

/** Randomness is 0.5 and bytes of 1, 2, 3, …; generic types have no defaults here. */
export function policyRun(fuel = 1e7, bytes = 1e8): Run {
  const world = {
    now: () => Date.UTC(2026, 0, 2),
    random: () => 0.5,
    randomBytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index + 1),
  };
  return new Run(world, { zeroOf: () => 0, isInstance: () => false }, fuel, bytes);
}

type Body = ((run: Run, ...operands: never[]) => unknown) | { readonly kind: string };

/** Calls a member that is not generic, by its signature. */
export function callMember(body: Body | undefined, run: Run, ...operands: unknown[]): unknown {
  if (typeof body !== "function") throw new TypeError("no such member, or it needs types");
  return Reflect.apply(body, undefined, [run, ...operands]);
}
