// The budget of what a policy itself computes over messages: templates, conversions. As much as an expression
// has.

import { runOf } from "../expressions.ts";
import type { Run } from "../value/run.ts";
import type { PolicyCall } from "./policy-call.ts";

export function callRun(call: PolicyCall): Run {
  return runOf(call.ports.world);
}
