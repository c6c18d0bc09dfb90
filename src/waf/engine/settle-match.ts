// What follows when all links of a rule have matched: the record for the log, and the disruptive action.

import { spend, work } from "../cost/work-meter.ts";
import { literalText } from "../seclang/macro.ts";
import type { Disruption, Rule } from "../seclang/program.ts";
import type { Interruption, MatchedValue } from "./match-record.ts";
import type { Transaction } from "./transaction.ts";

export function settleMatch(tx: Transaction, rule: Rule, values: readonly MatchedValue[]): void {
  tx.noteSeverity(rule.severity);
  const isDisruptive = disrupt(tx, rule);
  if (!rule.isLogged && !rule.isAudited && !isDisruptive) return;
  const message = tx.expand(rule.message);
  const data = tx.expand(rule.logData);
  spend(work.writtenByte * (message.length + data.length));
  const tags = literalTags(rule) ?? rule.tags.map((tag) => tx.expand(tag));
  tx.matches.push({ rule, message, data, tags, values, isDisruptive });
}

const tagsOf = new WeakMap<Rule, readonly string[]>();

/** Tags that refer to nothing are the same in every record; undefined where one does. */
function literalTags(rule: Rule): readonly string[] | undefined {
  const known = tagsOf.get(rule);
  if (known !== undefined) return known;
  const tags = rule.tags.map(literalText).filter((tag) => tag !== undefined);
  if (tags.length < rule.tags.length) return undefined;
  tagsOf.set(rule, tags);
  return tags;
}

/** True where the rule ends the transaction, or would if the engine did more than detect. */
function disrupt(tx: Transaction, rule: Rule): boolean {
  const { disruption } = rule;
  if (disruption.kind === "pass") return false;
  if (disruption.kind === "allow") {
    if (tx.mode === "on") tx.allowed = disruption.scope;
    return false;
  }
  if (tx.mode === "on") tx.interruption ??= interruptionOf(tx, rule, disruption);
  else tx.wouldInterrupt ??= rule;
  return true;
}

function interruptionOf(
  tx: Transaction,
  rule: Rule,
  disruption: Exclude<Disruption, { kind: "pass" | "allow" }>,
): Interruption {
  switch (disruption.kind) {
    case "deny":
      return { kind: "deny", status: disruption.status, rule };
    case "drop":
      return { kind: "drop", rule };
    case "redirect": {
      const location = tx.expand(disruption.location);
      return { kind: "redirect", status: disruption.status, location, rule };
    }
  }
}
