// Limits that shrink with the risk of the caller. What knows the risk, a document's own scoring for one, says
// it in a variable of the call, before the policy that limits.

import { numberIn } from "#policy/context.ts";
import type { PolicyCall } from "#policy/plans.ts";
import { unitsUnderRisk } from "#traffic/risk.ts";

/** From 0 to 1; what is no number is no risk. */
const RISK_VARIABLE = "portcullis-risk";
/** What is left of a limit at the highest risk: who is judged wrongly is slowed, not shut out. */
const FLOOR_SHARE = 0.1;

export function unitsFor(call: PolicyCall, units: number): number {
  const value = call.variables.find(RISK_VARIABLE);
  if (value === undefined) return units;
  const risk = numberIn(value);
  const left = unitsUnderRisk(units, { floor: Math.ceil(units * FLOOR_SHARE), factor: 1 }, risk);
  if (left !== units) call.note("limit", `${left} of ${units}, for a risk of ${risk}`);
  return left;
}
