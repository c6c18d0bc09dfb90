// A rule while directives behind it may still change it, and the rule that comes of it.

import type { Place } from "#kernel/diagnostic.ts";
import type { OperatorCall, Target } from "./directive.ts";
import type { Disruption, Link, Rule } from "./program.ts";
import { type Decision, noActions, type RuleActions } from "./rule-actions.ts";

export type LinkDraft = {
  targets: readonly Target[];
  readonly operator: OperatorCall | undefined;
  /** Of the first link those of the rule as a whole. */
  actions: RuleActions;
  readonly place: Place;
};

export type RuleDraft = {
  readonly kind: "rule";
  readonly links: [LinkDraft, ...LinkDraft[]];
  /** What SecDefaultAction said for its phase where it stands. */
  readonly defaults: RuleActions;
};

export const headActions = (draft: RuleDraft): RuleActions => draft.links[0].actions;

/** The rules of a chain behind the first begin with the default's transformations only. */
export const linkDefaults = (defaults: RuleActions): RuleActions => ({
  ...noActions,
  transformations: defaults.transformations,
});

/** What holds in a phase without SecDefaultAction. */
export const builtInDefaults: RuleActions = {
  ...noActions,
  decision: { kind: "pass" },
  isLogged: true,
  isAudited: true,
};

export function ruleOf(draft: RuleDraft): Rule {
  const head = headActions(draft);
  return {
    kind: "rule",
    id: head.id ?? 0,
    phase: head.phase ?? 2,
    links: draft.links.map(linkOf),
    disruption: disruptionOf(draft),
    isBlock: head.decision?.kind === "block",
    severity: head.severity ?? -1,
    message: head.message ?? [],
    logData: head.logData ?? [],
    tags: head.tags,
    revision: head.revision ?? "",
    version: head.version ?? "",
    maturity: head.maturity ?? 0,
    accuracy: head.accuracy ?? 0,
    isLogged: head.isLogged ?? true,
    isAudited: head.isAudited ?? true,
    skip: head.skip ?? 0,
    skipAfter: head.skipAfter ?? "",
    place: draft.links[0].place,
  };
}

function linkOf({ targets, operator, actions, place }: LinkDraft): Link {
  const { transformations, isMultiMatch, isCapturing, effects } = actions;
  return { targets, operator, transformations, isMultiMatch, isCapturing, effects, place };
}

const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308];

function disruptionOf(draft: RuleDraft): Disruption {
  const { decision, status } = headActions(draft);
  const decided: Decision | undefined = decision?.kind === "block" ? draft.defaults.decision : decision;
  switch (decided?.kind) {
    case "deny":
      return { kind: "deny", status: status ?? 403 };
    case "drop":
      return { kind: "drop" };
    case "redirect":
      // A default's status:403 must not make a redirect that nobody follows.
      return {
        kind: "redirect",
        status: status !== undefined && REDIRECTS.includes(status) ? status : 302,
        location: decided.location,
      };
    case "allow":
      return decided;
    default:
      return { kind: "pass" };
  }
}
