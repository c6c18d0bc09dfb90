// The one place where a member's function, whose operands only its signature types, becomes callable.

import type { Run } from "../../value/run.ts";
import type { BoundMember } from "../bound.ts";

export type Callable = (run: Run, ...operands: readonly unknown[]) => unknown;

/** Reified members get their type arguments before the operands. */
export function callable(member: BoundMember): Callable {
  // Operands have the types that the signature beside the function names.
  if (member.body.kind === "plain") return member.body.run as Callable;
  const { run: reified, types } = member.body;
  // Operands have the types that the signature beside the function names.
  const body = reified as (run: Run, ...operands: readonly unknown[]) => unknown;
  return (run, ...operands) => body(run, types, ...operands);
}

const chargedOnes = new WeakMap<BoundMember["body"], Callable>();

/** The same, taking the step of fuel that each call costs. */
export function charged(member: BoundMember): Callable {
  const known = chargedOnes.get(member.body);
  if (known !== undefined) return known;
  const body = callable(member);
  const made: Callable = (run, ...operands) => {
    run.spend(1);
    return body(run, ...operands);
  };
  chargedOnes.set(member.body, made);
  return made;
}
