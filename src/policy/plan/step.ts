// How a policy runs. Each has one file in ../run: a compiler that reads its element once, when a plan is
// built, and gives the step that requests go through. ../run/policy-compilers.ts lists them by name.

import type { PolicyCall } from "./policy-call.ts";
import type { StatementReader } from "./statement-reader.ts";

/**
 * What a step says: undefined goes on with the next one; "end" ends the call, and `call.response` is the
 * answer. What goes wrong is thrown: a `PolicyFailure` where the policy refuses, a `ClrException` or
 * `BudgetExceeded` out of an expression. All lead to on-error.
 */
export type StepResult = undefined | "end";

/** A promise only where the step really waits: most requests go through all of theirs without one. */
export type Step = (call: PolicyCall) => StepResult | Promise<StepResult>;

/**
 * Makes the step of one element, which was checked against its description in ../statement: attributes that
 * must be there are, and literals have their form. Everything that does not depend on the call is done here.
 */
export type PolicyCompiler = (element: StatementReader) => Step;
