// What stands in a plan in the place of a policy that does not run here, where the operator wants documents
// with such policies all the same. It is never passed over: a call that reaches it fails.

import { PolicyFailure } from "./policy-failure.ts";
import type { Step } from "./step.ts";

export class UnsupportedPolicy extends PolicyFailure {
  /** @param what as messages name it: `jsonp`, `sf-resolve-condition of set-backend-service` */
  constructor(what: string) {
    super("PolicyNotSupported", `${what} is not supported.`, { status: 500 });
  }
}

/** @param what does not run: the policy, or something in it */
export function failAtReach(what: string): Step {
  return () => {
    throw new UnsupportedPolicy(what);
  };
}
