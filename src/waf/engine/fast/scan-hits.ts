// What a scan has found for one phase of one transaction: the rules that may match at all, and which of them
// on which value. A rule that is evaluated need not look at the other values.

import { addBits, clearBits, hasBit, haveCommon, newRuleBits, type RuleBits } from "./rule-bits.ts";

/** So many values are gone through one by one: to look a new text up in a map costs more than that. */
const FEW = 24;

type Found = { value: string; rules: RuleBits };

/** Values of the head and rules of later phases that may match on them. */
export type FoundAhead = readonly Readonly<Found>[];

const NOTHING: FoundAhead = [];

export class ScanHits {
  /** Those that may match on any value. To be read only. */
  readonly rules: RuleBits;
  // Of values on which no rule may match there is nothing here. The first `count` of `few`, or all in `many`.
  private readonly few: Found[] = [];
  private count = 0;
  private readonly many = new Map<string, RuleBits>();
  private readonly none: RuleBits;

  constructor(ruleCount: number) {
    this.rules = newRuleBits(ruleCount);
    this.none = newRuleBits(ruleCount);
  }

  /** Also forgets the values. */
  clear(): void {
    clearBits(this.rules);
    this.forgetFew();
    if (this.many.size > 0) this.many.clear();
  }

  /** @param rules those that may match on the value, one or more; is kept, and not changed */
  add(value: string, rules: RuleBits): void {
    addBits(this.rules, rules);
    if (this.many.size === 0) {
      const found = this.findFew(value);
      if (found !== undefined) {
        if (found.rules !== rules) found.rules = both(found.rules, rules);
        return;
      }
      if (this.count < FEW) {
        this.addFew(value, rules);
        return;
      }
      this.moveToMany();
    }
    const known = this.many.get(value);
    if (known !== rules) this.many.set(value, known === undefined ? rules : both(known, rules));
  }

  /** What it holds of rules of later phases, to be added there. */
  ahead(later: RuleBits): FoundAhead {
    if (!haveCommon(this.rules, later)) return NOTHING;
    const found: Found[] = [];
    for (let at = 0; at < this.count; at++) {
      const one = this.few[at];
      if (one !== undefined && haveCommon(one.rules, later))
        found.push({ value: one.value, rules: one.rules });
    }
    for (const [value, rules] of this.many) if (haveCommon(rules, later)) found.push({ value, rules });
    return found;
  }

  private addFew(value: string, rules: RuleBits): void {
    const free = this.few[this.count++];
    if (free === undefined) this.few.push({ value, rules });
    else {
      free.value = value;
      free.rules = rules;
    }
  }

  private moveToMany(): void {
    for (const { value, rules } of this.few) this.many.set(value, rules);
    this.forgetFew();
  }

  private forgetFew(): void {
    for (let at = 0; at < this.count; at++) {
      const found = this.few[at];
      if (found === undefined) continue;
      found.value = "";
      found.rules = this.none;
    }
    this.count = 0;
  }

  private findFew(value: string): Found | undefined {
    for (let at = 0; at < this.count; at++) {
      const found = this.few[at];
      if (found?.value === value) return found;
    }
    return undefined;
  }

  has(bit: number): boolean {
    return hasBit(this.rules, bit);
  }

  /** False where the rule cannot match on the value. */
  mayMatch(bit: number, value: string): boolean {
    const rules = this.many.size > 0 ? this.many.get(value) : this.findFew(value)?.rules;
    return rules !== undefined && hasBit(rules, bit);
  }
}

function both(one: RuleBits, other: RuleBits): RuleBits {
  const sum = one.slice();
  addBits(sum, other);
  return sum;
}
