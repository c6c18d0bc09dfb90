// The one place where a member's function, whose operands only its signature types, becomes callable.

import type { Run } from "../../value/run.ts";
import type { BoundMember } from "../bound.ts";

export type Callable = (run: Run, ...operands: readonly unknown[]) => unknown;

/** Reified members get their type arguments before the operands. */
export function callable(member: BoundMember): Callable {
  if (member.body.kind === "plain") return member.body.run as Callable;
  const { run: reified, types } = member.body;
  const body = reified as (run: Run, ...operands: readonly unknown[]) => unknown;
  return (run, ...operands) => body(run, types, ...operands);
}
