// What is wrong with documents only when they are put together. An answer from the cache must come after
// every check of who asks: a lookup before one would give away what the check protects.

import { statementsInOrder } from "./find-statement.ts";
import type { Plan, Statement } from "./plan.ts";

/** Policies that decide who may have an answer. */
const checks: ReadonlySet<string> = new Set([
  "check-header",
  "ip-filter",
  "validate-azure-ad-token",
  "validate-client-certificate",
  "validate-jwt",
]);

/** Each as `file:line:column: what`. */
export function planMistakes(plan: Plan): readonly string[] {
  const mistakes: string[] = [];
  let lookup: Statement | undefined;
  for (const statement of allInOrder(plan)) {
    if (statement.name === "cache-lookup") lookup ??= statement;
    else if (lookup !== undefined && checks.has(statement.name)) {
      const { file, line, column } = lookup.place;
      const check = `${statement.name} (${statement.place.file}:${statement.place.line})`;
      mistakes.push(
        `${file}:${line}:${column}: cache-lookup answers before ${check} has looked at the request`,
      );
    }
  }
  return mistakes;
}

/** Of inbound, those inside others behind the one that they stand in. */
function* allInOrder(plan: Plan): Generator<Statement> {
  for (const { statement } of statementsInOrder(plan, "inbound")) yield* withChildren(statement);
}

function* withChildren(statement: Statement): Generator<Statement> {
  yield statement;
  for (const child of statement.children) yield* withChildren(child);
}
