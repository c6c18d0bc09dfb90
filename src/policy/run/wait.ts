// How `wait` runs: its policies side by side, until all of them have ended, or the first.

import { inBranch } from "../plan/branch.ts";
import type { Statement } from "../plan/plan.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { runStatements } from "../plan/run-statements.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";

export const wait: PolicyCompiler = (element) => {
  const what = element.textOr("for", "all");
  const statements = element.statements();
  return async (call) => {
    const waitsForAll = what(call).trim().toLowerCase() !== "any";
    const self = call.at;
    const ending = new AbortController();
    const branches = statements.map((one) => runBranch(call, one, ending.signal));
    try {
      const result = await (waitsForAll ? untilAll(branches) : untilAny(branches));
      call.at = self;
      return result;
    } finally {
      // Those that are still under way are given up, after a failure too.
      ending.abort();
    }
  };
};

/** What fails is told of the policy that failed, whatever the others have come to meanwhile. */
async function runBranch(call: PolicyCall, statement: Statement, signal: AbortSignal): Promise<StepResult> {
  try {
    return await inBranch(signal, () => runStatements(call, [statement]));
  } catch (error) {
    if (!signal.aborted) call.at = statement;
    throw error;
  }
}

/** One that ends the call ends the waiting too. */
function untilAll(branches: readonly Promise<StepResult>[]): Promise<StepResult> {
  return new Promise((resolve, reject) => {
    let left = branches.length;
    if (left === 0) resolve(undefined);
    for (const branch of branches) {
      branch.then((result) => {
        if (result === "end" || --left === 0) resolve(result);
      }, reject);
    }
  });
}

function untilAny(branches: readonly Promise<StepResult>[]): Promise<StepResult> {
  return branches.length === 0 ? Promise.resolve(undefined) : Promise.race(branches);
}
