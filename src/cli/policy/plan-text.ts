// A plan for people and for programs.

import { type EffectiveStatement, effectiveStatements, type Plan } from "#policy/plans.ts";

const sections = ["inbound", "backend", "outbound", "on-error"] as const;

/** A line for each policy: its scope, its place, and the way to it in its section. */
export function planText(plan: Plan): string {
  return sections
    .map((section) => {
      const lines = effectiveStatements(plan, section).map(lineOf);
      return [section, ...(lines.length === 0 ? ["  (nothing)"] : lines)].join("\n");
    })
    .join("\n");
}

function lineOf({ scope, place, path, depth, id }: EffectiveStatement): string {
  const { file, line, column } = place;
  const name = id === "" ? path : `${path} (${id})`;
  return `  ${scope.padEnd(9)}  ${"  ".repeat(depth)}${name}  ${file}:${line}:${column}`;
}

export function planJson(plan: Plan): string {
  const entries = sections.map((section) => [section, effectiveStatements(plan, section).map(entryOf)]);
  return JSON.stringify(Object.fromEntries(entries), undefined, 2);
}

function entryOf({ name, scope, place, path, depth, id }: EffectiveStatement): unknown {
  const { file, line, column } = place;
  return { policy: name, scope, file, line, column, path, depth, id };
}
