// How `limit-concurrency` runs: holds one of the key's permits while the policies inside run. Permits are
// those of this node.

import { cacheKey } from "#http/cache-rules.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import { runStatements } from "../plan/run-statements.ts";
import type { PolicyCompiler } from "../plan/step.ts";

export const limitConcurrency: PolicyCompiler = (element) => {
  const key = element.textOr("key", "");
  const limit = element.literalNumber("max-count", 1);
  const statements = element.statements();
  return (call) => {
    const permit = call.ports.permits.acquire(cacheKey(["limit-concurrency", key(call)]), limit, "pass");
    if (permit === undefined) {
      throw new PolicyFailure("ConcurrencyLimitExceeded", "Concurrency limit is exceeded.", {
        status: 429,
      });
    }
    const release = (): void => permit.release();
    // A client that leaves while the backend is asked: what runs inside may never come to its end.
    call.onRelease(release);
    let result: ReturnType<typeof runStatements>;
    try {
      result = runStatements(call, statements);
    } catch (error) {
      release();
      throw error;
    }
    if (result instanceof Promise) return result.finally(release);
    release();
    return result;
  };
};
