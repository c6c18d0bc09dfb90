// The plain interpreter: the rules of one phase in their order, with jumps, removals and ends.

import type { Phase } from "../seclang/program.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { NO_ENTRIES } from "./keyed-collection.ts";
import type { RuleSet } from "./rule-set.ts";
import type { PhaseUnits, RuleUnit } from "./rule-unit.ts";
import type { Transaction } from "./transaction.ts";
import type { PhaseRunner } from "./waf-session.ts";

export class PlainRunner implements PhaseRunner {
  readonly initialTx = NO_ENTRIES;
  private readonly phases: readonly PhaseUnits[];

  constructor({ phases }: RuleSet) {
    this.phases = phases;
  }

  run(tx: Transaction, phase: Phase): void {
    runPhase(tx, this.phases[phase - 1] ?? []);
  }
}

function runPhase(tx: Transaction, units: PhaseUnits): void {
  for (let i = 0; i < units.length; ) {
    const unit = units[i];
    i++;
    if (unit === undefined || unit.kind === "marker" || tx.controls.removed?.has(unit.index) === true)
      continue;
    if (!evaluateRule(tx, unit)) continue;
    if (isOver(tx)) return;
    i = nextAfter(units, i, unit);
  }
}

/** A rule has ended the phase. */
export const isOver = (tx: Transaction): boolean => tx.interruption !== undefined || tx.allowed !== undefined;

/** Where it goes on after a match, `skip` and `skipAfter` taken into account. */
export function nextAfter(units: PhaseUnits, next: number, { rule }: RuleUnit): number {
  if (rule.skipAfter !== "") {
    const found = units.findIndex((unit, index) => index >= next && isLabelled(unit, rule.skipAfter));
    return found < 0 ? units.length : found + 1;
  }
  let i = next;
  for (let left = rule.skip; left > 0 && i < units.length; i++) if (units[i]?.kind === "rule") left--;
  return i;
}

function isLabelled(unit: PhaseUnits[number], label: string): boolean {
  return unit.kind === "marker" ? unit.label === label : String(unit.rule.id) === label;
}
