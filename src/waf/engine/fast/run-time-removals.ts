// Rules that others may remove while a transaction runs (`ctl:ruleRemoveById` and its kin), as seen by the
// folding of constants: what such a rule writes or jumps over is not certain. It can be left out all the same
// where nobody who outlives the removal would notice.

import type { RuleSet } from "../rule-set.ts";
import type { PhaseUnits, RuleUnit } from "../rule-unit.ts";
import { isEmpty, KeyCollector, type KeyUse, txReads } from "./tx-uses.ts";

/** Read in one step. */
const RULES_AT_ONCE = 32;

export class RunTimeRemovals {
  private readonly rules: RuleSet;
  private readonly units: PhaseUnits;
  /** Rules by their index, one set for each removal. */
  private readonly removals: ReadonlySet<number>[] = [];
  private readonly retargeted = new Set<number>();
  private readonly reads = new Map<RuleUnit, KeyUse>();

  constructor(rules: RuleSet) {
    this.rules = rules;
    this.units = rules.phases.flat();
  }

  /** Finds out what all rules read, which is asked of each of them. In small steps. */
  *prepare(): Generator<undefined, void> {
    for (const [at, unit] of this.units.entries()) {
      if (unit.kind === "rule") this.readsOf(unit);
      if (at % RULES_AT_ONCE === RULES_AT_ONCE - 1) yield;
    }
  }

  /** Takes up what a rule that is left in place may remove of those after it. */
  add({ links }: RuleUnit): void {
    for (const effect of links.flatMap(({ link }) => link.effects)) {
      if (effect.kind !== "ctl") continue;
      switch (effect.option) {
        case "ruleRemoveById":
        case "ruleRemoveByTag":
        case "ruleRemoveByMsg":
          this.removals.push(new Set(this.rules.meantBy(effect)));
          break;
        case "ruleRemoveTargetById":
        case "ruleRemoveTargetByTag":
        case "ruleRemoveTargetByMsg":
          if (effect.target.variable !== "TX") break;
          for (const index of this.rules.meantBy(effect)) this.retargeted.add(index);
          break;
        default:
          break;
      }
    }
  }

  /** May the rule come to look at less of TX than it says? */
  retargets({ index }: RuleUnit): boolean {
    return this.retargeted.has(index);
  }

  /**
   * Would somebody notice that the rule has run although it was removed?
   * @param writes the keys that it changes
   * @param jumpedOver what it jumps over
   */
  isNoticed(unit: RuleUnit, writes: KeyUse, jumpedOver: PhaseUnits): boolean {
    for (const removed of this.removals) {
      if (!removed.has(unit.index)) continue;
      const outlives = (other: PhaseUnits[number]): other is RuleUnit =>
        other.kind === "rule" && !removed.has(other.index);
      if (jumpedOver.some(outlives)) return true;
      if (isEmpty(writes)) continue;
      const written = new KeyCollector();
      written.add(writes);
      if (this.units.some((other) => outlives(other) && written.meets(this.readsOf(other)))) return true;
    }
    return false;
  }

  private readsOf(unit: RuleUnit): KeyUse {
    let found = this.reads.get(unit);
    if (found === undefined) {
      found = txReads(unit);
      this.reads.set(unit, found);
    }
    return found;
  }
}
