// Runs the statements of a list one after the other, and those of the scope around where `<base />` stands.

import { abandoned, isAbandoned } from "./branch.ts";
import type { Statement } from "./plan.ts";
import type { PolicyCall } from "./policy-call.ts";
import type { StepResult } from "./step.ts";

/** @throws what a statement throws; `call.at` is that statement then */
export function runStatements(
  call: PolicyCall,
  statements: readonly Statement[],
): StepResult | Promise<StepResult> {
  return runFrom(call, statements, 0, call.at);
}

function runFrom(
  call: PolicyCall,
  statements: readonly Statement[],
  first: number,
  outer: Statement | undefined,
): StepResult | Promise<StepResult> {
  for (let index = first; index < statements.length; index++) {
    const statement = statements[index];
    if (statement === undefined || (call.resumesAfter !== undefined && isSkipped(call, statement))) continue;
    call.at = statement;
    const result = call.tracer === undefined ? statement.run(call) : runTraced(call, statement);
    if (result instanceof Promise) return resumed(call, statements, index, outer, result);
    if (result === "end") return "end";
  }
  call.at = outer;
  return undefined;
}

/** What stands before the place at which outbound goes on; the scopes around are looked into. */
function isSkipped(call: PolicyCall, statement: Statement): boolean {
  if (statement === call.resumesAfter) call.resumesAfter = undefined;
  return statement.name !== "base";
}

async function resumed(
  call: PolicyCall,
  statements: readonly Statement[],
  index: number,
  outer: Statement | undefined,
  waited: Promise<StepResult>,
): Promise<StepResult> {
  if ((await waited) === "end") return "end";
  if (isAbandoned()) return abandoned();
  return runFrom(call, statements, index + 1, outer);
}

function runTraced(call: PolicyCall, statement: Statement): StepResult | Promise<StepResult> {
  const { tracer } = call;
  const ended = (result: StepResult): StepResult => {
    tracer?.ended(call, statement, result ?? "next", undefined);
    return result;
  };
  const failed = (error: unknown): never => {
    tracer?.ended(call, statement, "end", error);
    throw error;
  };
  tracer?.began(call, statement);
  try {
    const result = statement.run(call);
    return result instanceof Promise ? result.then(ended, failed) : ended(result);
  } catch (error) {
    return failed(error);
  }
}

/** The same section of the next scope outward; nothing where there is none. */
export function runBase(call: PolicyCall): StepResult | Promise<StepResult> {
  const { level } = call;
  const outer = call.plan.levels[level - 1];
  if (outer === undefined) return undefined;
  call.level = level - 1;
  const result = runStatements(call, outer.sections[call.section].statements);
  if (result instanceof Promise) {
    return result.then((waited) => {
      call.level = level;
      return waited;
    });
  }
  call.level = level;
  return result;
}

/** The section of the innermost document, from its first statement on. */
export function runSection(
  call: PolicyCall,
  section: PolicyCall["section"],
): StepResult | Promise<StepResult> {
  call.section = section;
  call.level = call.plan.levels.length - 1;
  call.at = undefined;
  const innermost = call.plan.levels[call.level];
  if (innermost === undefined) return undefined;
  const reads = call.plan.reads[section];
  const gathered = gatherFor(call, reads.request, reads.response);
  const run = (): StepResult | Promise<StepResult> =>
    runStatements(call, innermost.sections[section].statements);
  return gathered === undefined ? run() : gathered.then(run);
}

function gatherFor(call: PolicyCall, request: boolean, response: boolean): undefined | Promise<void> {
  const first = request && !call.request.body.isWhole ? call.ports.gather(call, "request") : undefined;
  const isResponseOpen = response && call.response !== undefined && !call.response.body.isWhole;
  if (!isResponseOpen) return first;
  if (first === undefined) return call.ports.gather(call, "response");
  return first.then(() => call.ports.gather(call, "response"));
}
