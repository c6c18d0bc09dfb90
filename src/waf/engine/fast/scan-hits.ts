// What a scan has found in one phase of one transaction: the rules that may match at all, and which of them
// on which value. A rule that is evaluated need not look at the other values.

import { addBits, hasBit, newRuleBits, type RuleBits } from "./rule-bits.ts";

export class ScanHits {
  /** Those that may match on any value. To be read only. */
  readonly rules: RuleBits;
  /** Of values on which no rule may match there is nothing here. */
  private readonly byValue = new Map<string, RuleBits>();

  constructor(ruleCount: number) {
    this.rules = newRuleBits(ruleCount);
  }

  /** Also forgets the values. */
  clear(): void {
    this.rules.fill(0);
    if (this.byValue.size > 0) this.byValue.clear();
  }

  /** @param rules those that may match on the value, one or more; is kept, and not changed */
  add(value: string, rules: RuleBits): void {
    addBits(this.rules, rules);
    const known = this.byValue.get(value);
    if (known === rules) return;
    if (known === undefined) this.byValue.set(value, rules);
    else {
      const both = known.slice();
      addBits(both, rules);
      this.byValue.set(value, both);
    }
  }

  has(bit: number): boolean {
    return hasBit(this.rules, bit);
  }

  /** False where the rule cannot match on the value. */
  mayMatch(bit: number, value: string): boolean {
    const rules = this.byValue.get(value);
    return rules !== undefined && hasBit(rules, bit);
  }
}
