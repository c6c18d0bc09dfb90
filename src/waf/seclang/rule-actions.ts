// What a list of actions says, and how one list goes over another: a rule's over its phase's default, an
// update's over the rule's.

import type { Macro } from "./macro.ts";
import type { Effect, Phase } from "./program.ts";

/** As written: the status comes from elsewhere in the list. */
export type Decision =
  | { readonly kind: "block" | "pass" | "deny" | "drop" }
  | { readonly kind: "redirect"; readonly location: Macro }
  | { readonly kind: "allow"; readonly scope: "transaction" | "phase" | "request" };

/** What a list does not say is undefined. */
export type RuleActions = {
  readonly id: number | undefined;
  readonly phase: Phase | undefined;
  readonly decision: Decision | undefined;
  readonly status: number | undefined;
  readonly severity: number | undefined;
  readonly message: Macro | undefined;
  readonly logData: Macro | undefined;
  readonly tags: readonly Macro[];
  readonly revision: string | undefined;
  readonly version: string | undefined;
  readonly maturity: number | undefined;
  readonly accuracy: number | undefined;
  readonly isLogged: boolean | undefined;
  readonly isAudited: boolean | undefined;
  readonly skip: number | undefined;
  readonly skipAfter: string | undefined;
  readonly isChained: boolean;
  /** Behind the last `t:none`. */
  readonly transformations: readonly string[];
  /** There was a `t:none`: transformations of lists below do not count. */
  readonly hasNone: boolean;
  readonly isMultiMatch: boolean;
  readonly isCapturing: boolean;
  readonly effects: readonly Effect[];
};

export const noActions: RuleActions = {
  id: undefined,
  phase: undefined,
  decision: undefined,
  status: undefined,
  severity: undefined,
  message: undefined,
  logData: undefined,
  tags: [],
  revision: undefined,
  version: undefined,
  maturity: undefined,
  accuracy: undefined,
  isLogged: undefined,
  isAudited: undefined,
  skip: undefined,
  skipAfter: undefined,
  isChained: false,
  transformations: [],
  hasNone: false,
  isMultiMatch: false,
  isCapturing: false,
  effects: [],
};

/** `upper` decides where both say something; lists add up. */
export function mergeActions(lower: RuleActions, upper: RuleActions): RuleActions {
  return {
    id: upper.id ?? lower.id,
    phase: upper.phase ?? lower.phase,
    decision: upper.decision ?? lower.decision,
    status: upper.status ?? lower.status,
    severity: upper.severity ?? lower.severity,
    message: upper.message ?? lower.message,
    logData: upper.logData ?? lower.logData,
    tags: [...lower.tags, ...upper.tags],
    revision: upper.revision ?? lower.revision,
    version: upper.version ?? lower.version,
    maturity: upper.maturity ?? lower.maturity,
    accuracy: upper.accuracy ?? lower.accuracy,
    isLogged: upper.isLogged ?? lower.isLogged,
    isAudited: upper.isAudited ?? lower.isAudited,
    skip: upper.skip ?? lower.skip,
    skipAfter: upper.skipAfter ?? lower.skipAfter,
    isChained: upper.isChained || lower.isChained,
    transformations: upper.hasNone
      ? upper.transformations
      : [...lower.transformations, ...upper.transformations],
    hasNone: upper.hasNone || lower.hasNone,
    isMultiMatch: upper.isMultiMatch || lower.isMultiMatch,
    isCapturing: upper.isCapturing || lower.isCapturing,
    effects: [...lower.effects, ...upper.effects],
  };
}
