// How a run of a function of the operator's own can end: what it may decide, and how it can fail.

/** What a decision says, by the member that says it. */
export const decisionForms = ["allow", "deny", "drop", "tag", "respond", "redirect"] as const;
export type DecisionForm = (typeof decisionForms)[number];

const failureKinds = ["error", "timeout", "memory", "crash", "unavailable", "bad-result"] as const;
export type FailureKind = (typeof failureKinds)[number];

/** `next`: it decided nothing. From `error` on it failed. */
export const functionOutcomes = ["next", ...decisionForms, ...failureKinds] as const;
export type FunctionOutcome = (typeof functionOutcomes)[number];
