// Holds a call to the limits of a policy. What a call took of limits it gives back when a later one refuses
// it: a refused call takes nothing from anybody.

import { type Answer, allAnswers, whenAnswered } from "#kernel/answer.ts";
import type { CallLimit, CallVerdict, LimitState } from "#kernel/call-limits.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StepResult } from "../plan/step.ts";

/** What the policy does with the verdict before the call goes on. */
export type LimitReport = {
  readonly tell: (states: readonly LimitState[]) => void;
  /** What is thrown where one refuses. */
  readonly refusal: (refusedBy: LimitState) => Error;
};

/** Takes the costs now. @throws the report's refusal */
export function holdToLimits(
  call: PolicyCall,
  limits: readonly CallLimit[],
  report: LimitReport,
): Answer<StepResult> {
  return whenAnswered(call.ports.limits.take(limits), (verdict) => {
    if (!verdict.allowed) return refuse(call, verdict, report);
    takenBy(call).push(...limits);
    report.tell(verdict.states);
    return undefined;
  });
}

/**
 * Asks now whether anything is left, and takes what `costOf` says when the answer is known. A call that ends
 * without an answer, or whose cost cannot be told, costs 1: nobody avoids a count by leaving early.
 * @throws the report's refusal
 */
export function holdAndTakeLater(
  call: PolicyCall,
  limits: readonly CallLimit[],
  costOf: () => number,
  report: LimitReport,
): Answer<StepResult> {
  return whenAnswered(call.ports.limits.check(limits), (verdict) => {
    if (!verdict.allowed) return refuse(call, verdict, report);
    report.tell(verdict.states);
    takeLater(call, limits, costOf);
    return undefined;
  });
}

function takeLater(call: PolicyCall, limits: readonly CallLimit[], costOf: () => number): void {
  let isTaken = false;
  const take = (cost: number): Answer<void> => {
    isTaken = true;
    const added = limits.map((limit) => call.ports.limits.add(limit, cost));
    return whenAnswered(allAnswers(added), () => undefined);
  };
  const takeWhatIsKnown = (): Answer<void> => {
    if (isTaken) return undefined;
    let cost = 1;
    try {
      cost = costOf();
    } catch {
      call.note("cost", "unknown, counted as 1");
    }
    return take(cost);
  };
  call.atEnd(() => take(costOf()));
  call.atAnswer(takeWhatIsKnown);
  call.onRelease(() => void takeWhatIsKnown());
}

function refuse(call: PolicyCall, verdict: CallVerdict, report: LimitReport): Answer<never> {
  const returned = takenBy(call)
    .splice(0)
    .map((limit) => call.ports.limits.add(limit, -limit.cost));
  return whenAnswered(allAnswers(returned), () => {
    report.tell(verdict.states);
    const [first] = verdict.states;
    const refusedBy = verdict.refusedBy ?? first;
    if (refusedBy === undefined) throw new Error("a call without limits was refused");
    call.note("refused by", refusedBy.limit.name);
    throw report.refusal(refusedBy);
  });
}

const TAKEN = Symbol("limits that the call took of");

class Taken {
  readonly limits: CallLimit[] = [];
}

function takenBy(call: PolicyCall): CallLimit[] {
  const known = call.state.get(TAKEN);
  if (known instanceof Taken) return known.limits;
  const taken = new Taken();
  call.state.set(TAKEN, taken);
  return taken.limits;
}
