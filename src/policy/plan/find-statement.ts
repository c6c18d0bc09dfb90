// Where a policy stands in what a section of a plan runs, from its innermost document through all `<base />`.

import type { Section } from "../statement/schema.ts";
import type { Plan, Statement } from "./plan.ts";

/** The first of the name; where it stands inside another policy, the outermost of those around it. */
export function findStatement(plan: Plan, section: Section, name: string): Statement | undefined {
  for (const statement of statementsInOrder(plan, section, plan.levels.length - 1)) {
    if (holds(statement, name)) return statement;
  }
  return undefined;
}

const holds = (statement: Statement, name: string): boolean =>
  statement.name === name || statement.children.some((child) => holds(child, name));

/** The statements of a section as they run; those inside others are not among them. */
function* statementsInOrder(plan: Plan, section: Section, level: number): Generator<Statement> {
  for (const statement of plan.levels[level]?.sections[section].statements ?? []) {
    if (statement.name === "base") yield* statementsInOrder(plan, section, level - 1);
    else yield statement;
  }
}
