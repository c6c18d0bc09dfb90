// Whether the end of a statement can be reached (C# 7 specification, "End points and reachability"), as far
// as "every path returns" needs it.

import type { BoundExpression, BoundStatement } from "../bound.ts";

/** True when control can go on behind the statement. */
export function completes(statement: BoundStatement): boolean {
  switch (statement.kind) {
    case "return":
    case "throw":
    case "break":
    case "continue":
      return false;
    case "block":
      return statement.statements.every(completes);
    case "if":
      return completesIf(statement);
    case "loop":
      return !isAlways(statement.condition) || breaks(statement.body);
    case "switch":
      return completesSwitch(statement);
    case "try":
      return completesTry(statement);
    default:
      return true;
  }
}

function completesIf(statement: BoundStatement & { readonly kind: "if" }): boolean {
  if (statement.whenFalse === undefined) return true;
  return completes(statement.whenTrue) || completes(statement.whenFalse);
}

function completesSwitch(statement: BoundStatement & { readonly kind: "switch" }): boolean {
  const hasDefault = statement.sections.some((section) =>
    section.labels.some((label) => label.kind === "default"),
  );
  return !hasDefault || statement.sections.some((section) => section.body.some(breaks));
}

function completesTry(statement: BoundStatement & { readonly kind: "try" }): boolean {
  if (statement.finally !== undefined && !completes(statement.finally)) return false;
  return completes(statement.body) || statement.catches.some((clause) => completes(clause.body));
}

function isAlways(condition: BoundExpression | undefined): boolean {
  return condition === undefined || (condition.kind === "constant" && condition.value === true);
}

/** Whether a `break` in it leaves the loop or switch around it. */
function breaks(statement: BoundStatement): boolean {
  switch (statement.kind) {
    case "break":
      return true;
    case "block":
      return statement.statements.some(breaks);
    case "if":
      return breaks(statement.whenTrue) || (statement.whenFalse !== undefined && breaks(statement.whenFalse));
    case "try":
      return breaks(statement.body) || statement.catches.some((clause) => breaks(clause.body));
    default:
      return false;
  }
}
