// Which actions may stand where: in the first rule of a chain, in the others, in SecDefaultAction, in an
// update.

import type { Place } from "#kernel/diagnostic.ts";
import { findAction } from "./action-names.ts";
import type { ActionCall, Directive } from "./directive.ts";
import type { Report } from "./report.ts";
import type { RuleActions } from "./rule-actions.ts";

/** A SecAction may go without an id: nothing that it does can be an alarm that one wants to switch off. */
export function checkHead(actions: RuleActions, directive: Directive, report: Report): void {
  if (directive.kind !== "rule" || actions.id !== undefined || hasCall(directive.actions, "id")) return;
  const hint = "give it a number that no other rule has: own rules have 1 to 99999";
  report.error(directive.place, "missing-id", "the rule has no id", hint);
}

const hasCall = (calls: readonly ActionCall[], name: string): boolean =>
  calls.some((call) => call.name === name);

const LOGGING: readonly string[] = ["log", "nolog", "auditlog", "noauditlog"];

/** The rules of a chain behind the first. */
export function checkLink(calls: readonly ActionCall[], report: Report): void {
  for (const { name, place } of calls) {
    const action = findAction(name);
    if (action?.scope !== "head") continue;
    const message = `the action ${action.name} belongs to the first rule of a chain`;
    if (LOGGING.includes(name))
      report.warning(place, "action-in-chain", `${message}: it has no effect here`, HEAD);
    else report.error(place, "action-in-chain", message, HEAD);
  }
}

const HEAD = "move it to the rule that begins the chain";

const defaultActions: readonly string[] = [
  ...[
    "allow",
    "auditlog",
    "block",
    "deny",
    "drop",
    "log",
    "noauditlog",
    "nolog",
    "pass",
    "phase",
    "redirect",
  ],
  ...["status", "t", "tag"],
];

export function checkDefaults(
  calls: readonly ActionCall[],
  actions: RuleActions,
  place: Place,
  report: Report,
): boolean {
  const countBefore = report.diagnostics.length;
  for (const call of calls) {
    if (defaultActions.includes(call.name)) continue;
    const message = `the action ${call.name} cannot be a default`;
    report.error(call.place, "action-in-default", message, "write it in the rules themselves");
  }
  if (actions.phase === undefined && !hasCall(calls, "phase"))
    report.error(
      place,
      "missing-phase",
      "SecDefaultAction names no phase",
      "begin it with phase:1 to phase:5",
    );
  if (actions.decision?.kind === "block" || actions.decision === undefined) {
    const hint = "add pass, deny, drop, redirect:… or allow";
    report.error(place, "missing-decision", "SecDefaultAction does not say what to do on a match", hint);
  }
  return report.diagnostics.length === countBefore;
}

/** SecRuleUpdateActionById: a rule stays where it is. */
export function checkUpdate(calls: readonly ActionCall[], report: Report): boolean {
  const fixed = calls.filter(({ name }) => name === "id" || name === "phase" || name === "chain");
  for (const { name, place } of fixed) {
    const hint = "remove the rule and write a new one with another id";
    report.error(place, "fixed-action", `the action ${name} of a rule cannot be changed`, hint);
  }
  return fixed.length === 0;
}
