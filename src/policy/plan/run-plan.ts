// The parts of a plan as whoever runs calls goes through them: inbound, backend, outbound, and on-error after
// whichever of them failed.

import { type Answer, whenAnswered } from "#kernel/answer.ts";
import { UnsupportedPolicy } from "./fail-at-reach.ts";
import { defaultAnswer, lastErrorOf } from "./last-error.ts";
import type { Plan, Statement } from "./plan.ts";
import type { PolicyCall } from "./policy-call.ts";
import { emptyResponse } from "./policy-message.ts";
import { runSection, runStatements } from "./run-statements.ts";
import type { StepResult } from "./step.ts";

/**
 * `next`: the part is done and the call goes on. `end`: a policy gave the answer, `call.response`, that goes
 * out without outbound. `failed`: the same after a failure, on-error done; `call.lastError` says which.
 */
export type PartOutcome = "next" | "end" | "failed";

export type PlanPart = "inbound" | "backend" | "outbound";

/** @throws what is no failure of a policy: a defect of ours */
export function runPart(call: PolicyCall, part: PlanPart): PartOutcome | Promise<PartOutcome> {
  if (part === "backend" && call.isFromCache) return "next";
  let result: ReturnType<typeof runSection>;
  try {
    result = part === "outbound" ? runOutbound(call) : runSection(call, part);
  } catch (error) {
    return handleFailure(call, error);
  }
  if (result instanceof Promise || (part === "outbound" && call.hasAtEnd)) return settle(call, part, result);
  return done(call, part, result);
}

/** First what inbound asked to have done on the response: wherever outbound begins. */
function runOutbound(call: PolicyCall): ReturnType<typeof runSection> {
  const first = call.takeAtResponse();
  if (first.length === 0) return runSection(call, "outbound");
  const { resumesAfter } = call;
  call.section = "outbound";
  call.resumesAfter = undefined;
  return whenAnswered(runStatements(call, first), () => {
    call.resumesAfter = resumesAfter;
    return runSection(call, "outbound");
  });
}

function done(call: PolicyCall, part: PlanPart, result: StepResult): Answer<PartOutcome> {
  const isAnswered = result === "end" && !(part === "inbound" && call.isFromCache);
  const outcome = isAnswered ? "end" : "next";
  if (!isAnswered && part !== "outbound") return outcome;
  return whenAnswered(call.answerLeaves(), () => outcome);
}

async function settle(
  call: PolicyCall,
  part: PlanPart,
  result: ReturnType<typeof runSection>,
): Promise<PartOutcome> {
  try {
    const settled = await result;
    if (part === "outbound") await call.runAtEnd();
    return await done(call, part, settled);
  } catch (error) {
    return handleFailure(call, error);
  }
}

/**
 * Of inbound the `cors` policies alone: a browser asks before it has a token or a key to show. Where there
 * are some and none of them allows it, the answer is empty; "next" where there are none.
 */
export async function runPreflight(call: PolicyCall): Promise<PartOutcome> {
  call.section = "inbound";
  try {
    const statements = corsOf(call.plan, call.plan.levels.length - 1);
    if ((await runStatements(call, statements)) === "end") return "end";
    if (statements.length === 0) return "next";
    call.response = emptyResponse();
    return "end";
  } catch (error) {
    return handleFailure(call, error);
  }
}

/** In the order in which inbound would come to them. */
function corsOf(plan: Plan, level: number): readonly Statement[] {
  const found = (statements: readonly Statement[]): readonly Statement[] =>
    statements.flatMap((statement) => {
      if (statement.name === "base") return corsOf(plan, level - 1);
      if (statement.name === "include-fragment") return found(statement.children);
      return statement.name === "cors" ? [statement] : [];
    });
  return found(plan.levels[level]?.sections.inbound.statements ?? []);
}

/**
 * Runs on-error for a failure, one of the gateway's own included.
 * @throws the error where it is no failure of a policy
 */
export async function handleFailure(call: PolicyCall, error: unknown): Promise<PartOutcome> {
  const lastError = lastErrorOf(call, error);
  if (lastError === undefined) throw error;
  call.lastError = lastError;
  call.failure = error;
  call.response?.body.discard();
  call.response = defaultAnswer(error);
  const answer = call.response;
  try {
    await runSection(call, "on-error");
  } catch (failure) {
    // A failure in on-error ends it; what it had changed so far would be half an answer. One that is there
    // because a policy does not run here is told in its place.
    const second = lastErrorOf(call, failure);
    if (second === undefined) throw failure;
    call.response = answer;
    if (failure instanceof UnsupportedPolicy) {
      call.lastError = second;
      call.failure = failure;
      call.response = defaultAnswer(failure);
    }
  }
  await call.answerLeaves();
  return "failed";
}
