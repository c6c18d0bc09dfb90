// A plan as it runs, for whoever shows it: the statements of a section in their order, those of the scopes
// around it where `<base />` stands.

import type { Section } from "../statement/schema.ts";
import type { Plan, Statement } from "./plan.ts";

export type EffectiveStatement = Pick<Statement, "name" | "id" | "scope" | "place" | "path"> & {
  /** How many policies it stands inside of. */
  readonly depth: number;
};

export function effectiveStatements(plan: Plan, section: Section): readonly EffectiveStatement[] {
  return statementsOf(plan, section, plan.levels.length - 1);
}

function statementsOf(plan: Plan, section: Section, level: number): readonly EffectiveStatement[] {
  const statements = plan.levels[level]?.sections[section].statements ?? [];
  return statements.flatMap((statement) => spliced(plan, section, level, statement, 0));
}

function spliced(
  plan: Plan,
  section: Section,
  level: number,
  statement: Statement,
  depth: number,
): readonly EffectiveStatement[] {
  if (statement.name === "base") {
    return statementsOf(plan, section, level - 1).map((one) => ({ ...one, depth: one.depth + depth }));
  }
  const { name, id, scope, place, path, children } = statement;
  const inside = children.flatMap((child) => spliced(plan, section, level, child, depth + 1));
  return [{ name, id, scope, place, path, depth }, ...inside];
}
