// Some patterns of a scan set that share a lazy automaton, and what a text must have for one of them to
// match.

import { wholeAutomaton } from "./automaton-part.ts";
import type { ByteSet } from "./byte-set.ts";
import { ClusterPart, type TextReading } from "./cluster-part.ts";
import type { GramMap } from "./gram-map.ts";
import { areFirstMet, areMet, firstNeeds } from "./match-needs.ts";
import type { ClusterPlan } from "./plan-clusters.ts";

export class Cluster {
  readonly plan: ClusterPlan;
  /** All of its patterns. */
  readonly whole: ClusterPart;
  private readonly minLength: number;
  private readonly required: ByteSet;
  private readonly isAlwaysPossible: boolean;
  /** By program. */
  private readonly firstNeeds: readonly Uint32Array[];
  /** The bits of its patterns: the words that have some, and which. */
  private readonly words: Uint32Array;
  private readonly bits: Uint32Array;

  constructor(plan: ClusterPlan, reading: TextReading, limitBytes: number) {
    const { indexes, programs, tables, required, minLength } = plan;
    this.plan = plan;
    this.words = Uint32Array.from(new Set(indexes.map((index) => index >>> 5)));
    this.bits = this.words.map((word) =>
      indexes.reduce((bits, index) => (index >>> 5 === word ? bits | (1 << (index & 31)) : bits), 0),
    );
    this.required = required;
    this.minLength = minLength;
    this.isAlwaysPossible = minLength === 0;
    this.firstNeeds = plan.needs.map(firstNeeds);
    const automaton = wholeAutomaton(programs, { isBackwards: false, keepsLonger: false });
    const all = programs.map((_, program) => program);
    this.whole = new ClusterPart(automaton, all, { indexes, tables, reading, limitBytes });
  }

  /** Of a set of bits that has room for those of its patterns. */
  get wordCount(): number {
    return (Math.max(0, ...this.plan.indexes) >>> 5) + 1;
  }

  /** Can any of its patterns that are wanted match a value of the length with these bytes? */
  concerns(length: number, mask: ByteSet, wanted: Uint32Array | undefined): boolean {
    if (length < this.minLength || (wanted !== undefined && !this.hasAnyOf(wanted))) return false;
    if (this.isAlwaysPossible) return true;
    const { required } = this;
    for (let word = 0; word < 8; word++) {
      if (((required[word] ?? 0) & (mask[word] ?? 0)) !== 0) return this.hasPossible(mask, wanted);
    }
    return false;
  }

  private hasPossible(mask: ByteSet, wanted: Uint32Array | undefined): boolean {
    const { firstNeeds: needs } = this;
    const { indexes } = this.plan;
    for (let program = 0; program < indexes.length; program++) {
      const index = indexes[program] ?? 0;
      if (wanted !== undefined && ((wanted[index >>> 5] ?? 0) & (1 << (index & 31))) === 0) continue;
      const own = needs[program];
      if (own === undefined || areFirstMet(own, mask)) return true;
    }
    return false;
  }

  /**
   * Sets the bits of its patterns that are wanted and could match a text with these bytes and grams; false
   * where there is none.
   */
  addPossible(
    mask: ByteSet,
    grams: GramMap,
    wanted: Uint32Array | undefined,
    possible: Uint32Array,
  ): boolean {
    const { indexes, needs } = this.plan;
    let isAny = false;
    for (let program = 0; program < indexes.length; program++) {
      const index = indexes[program] ?? 0;
      const [word, bit] = [index >>> 5, 1 << (index & 31)];
      if (wanted !== undefined && ((wanted[word] ?? 0) & bit) === 0) continue;
      const own = needs[program];
      if (own !== undefined && !areMet(own, mask, grams)) continue;
      possible[word] = (possible[word] ?? 0) | bit;
      isAny = true;
    }
    return isAny;
  }

  hasAnyOf(wanted: Uint32Array): boolean {
    const { words, bits } = this;
    for (let at = 0; at < words.length; at++) {
      if (((bits[at] ?? 0) & (wanted[words[at] ?? 0] ?? 0)) !== 0) return true;
    }
    return false;
  }
}
