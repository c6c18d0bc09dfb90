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
      return completesLoop(statement);
    case "switch":
      return completesSwitch(statement);
    case "try":
      return completesTry(statement);
    default:
      return true;
  }
}

/** A constant condition leaves one way only. */
function completesIf(statement: BoundStatement & { readonly kind: "if" }): boolean {
  const { condition, whenTrue, whenFalse } = statement;
  const isNever = condition.kind === "constant" && condition.value === false;
  if (!isNever && completes(whenTrue)) return true;
  return !isAlways(condition) && (whenFalse === undefined || completes(whenFalse));
}

function completesLoop(statement: BoundStatement & { readonly kind: "loop" }): boolean {
  const { body, condition, isConditionLast } = statement;
  if (breaks(body)) return true;
  if (isAlways(condition)) return false;
  // Behind `do { return 1; } while (x)` nobody comes, since nobody comes to its condition.
  return !isConditionLast || completes(body) || leaves(body, "continue");
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

function breaks(statement: BoundStatement): boolean {
  return leaves(statement, "break");
}

/** Whether a `break` in it leaves the loop or switch around it, or a `continue` goes on with the loop. */
function leaves(statement: BoundStatement, jump: "break" | "continue"): boolean {
  const isIn = (inner: BoundStatement): boolean => leaves(inner, jump);
  switch (statement.kind) {
    case "break":
    case "continue":
      return statement.kind === jump;
    case "block":
      return statement.statements.some(isIn);
    case "if":
      return isIn(statement.whenTrue) || (statement.whenFalse !== undefined && isIn(statement.whenFalse));
    case "try":
      return isIn(statement.body) || statement.catches.some((clause) => isIn(clause.body));
    case "switch":
      // Its own breaks end it.
      return jump === "continue" && statement.sections.some((section) => section.body.some(isIn));
    default:
      return false;
  }
}
