// Some patterns of a scan set in one lazy automaton; and, for requests that would need too many of its
// states, each pattern in an automaton of its own, which has far fewer.

import { spendOnLearning, work } from "../cost/work-meter.ts";
import type { ByteSet } from "./byte-set.ts";
import type { LaneReader } from "./dfa-lanes.ts";
import { LazyDfa, type MatchSink } from "./lazy-dfa.ts";
import type { ClusterPlan } from "./plan-clusters.ts";
import type { StateBudget } from "./state-cache.ts";

/** Of the states of one pattern. */
const LIMIT_SINGLE_BYTES = 1 << 17;

export class Cluster implements LaneReader {
  readonly plan: ClusterPlan;
  readonly dfa: LazyDfa;
  readonly wordCount: number;
  /** What the request at hand may still make. */
  readonly budget: StateBudget = { newStates: 0 };
  /** Gets the bits of what matches. */
  hits: Uint32Array = NO_HITS;
  /** Its states would have been too many for the value at hand. */
  isGivenUp = false;
  private readonly minLength: number;
  private readonly required: ByteSet;
  private readonly isAlwaysPossible: boolean;
  private readonly indexes: readonly number[];
  /** The bits of its patterns. */
  private readonly bits: Uint32Array;
  private readonly singles: (LazyDfa | undefined)[];

  constructor(plan: ClusterPlan, limitBytes: number) {
    const { indexes, programs, required, minLength } = plan;
    this.plan = plan;
    this.indexes = indexes;
    this.wordCount = (Math.max(0, ...indexes) >>> 5) + 1;
    this.bits = new Uint32Array(this.wordCount);
    for (const index of indexes) this.bits[index >>> 5] = (this.bits[index >>> 5] ?? 0) | (1 << (index & 31));
    this.required = required;
    this.minLength = minLength;
    this.isAlwaysPossible = minLength === 0;
    this.singles = programs.map(() => undefined);
    this.dfa = new LazyDfa(programs, { isBackwards: false, keepsLonger: false }, limitBytes);
  }

  /** Can any of its patterns that are wanted match a value of the length with these bytes? */
  concerns(length: number, mask: ByteSet, wanted: Uint32Array | undefined): boolean {
    if (length < this.minLength || (wanted !== undefined && !this.hasAnyOf(wanted))) return false;
    if (this.isAlwaysPossible) return true;
    const { required } = this;
    for (let word = 0; word < 8; word++) {
      if (((required[word] ?? 0) & (mask[word] ?? 0)) !== 0) return true;
    }
    return false;
  }

  hasAnyOf(wanted: Uint32Array): boolean {
    const { bits } = this;
    for (let word = 0; word < bits.length; word++) {
      if (((bits[word] ?? 0) & (wanted[word] ?? 0)) !== 0) return true;
    }
    return false;
  }

  giveUp(): void {
    this.isGivenUp = true;
  }

  /** Reads the value once for each pattern that is wanted and has not matched yet. */
  scanSingly(bytes: Uint8Array, length: number, wanted: Uint32Array | undefined, budget: StateBudget): void {
    for (const [program, index] of this.indexes.entries()) {
      const word = index >>> 5;
      const bit = 1 << (index & 31);
      if (((this.hits[word] ?? 0) & bit) !== 0) continue;
      if (wanted !== undefined && ((wanted[word] ?? 0) & bit) === 0) continue;
      spendOnLearning(work.value + work.scannedByte * length);
      this.singleOf(program)?.readForwards(bytes, length, budget, () => {
        this.hits[word] = (this.hits[word] ?? 0) | bit;
        return true;
      });
    }
  }

  private singleOf(program: number): LazyDfa | undefined {
    const known = this.singles[program];
    const own = this.plan.programs[program];
    if (known !== undefined || own === undefined) return known;
    spendOnLearning(work.newAutomaton + work.instruction * own.op.length);
    const single = new LazyDfa([own], { isBackwards: false, keepsLonger: false }, LIMIT_SINGLE_BYTES);
    this.singles[program] = single;
    return single;
  }

  get automata(): LazyDfa[] {
    return [this.dfa, ...this.singles.filter((single) => single !== undefined)];
  }

  readonly sink: MatchSink = (program) => {
    const index = this.indexes[program] ?? 0;
    this.hits[index >>> 5] = (this.hits[index >>> 5] ?? 0) | (1 << (index & 31));
    return false;
  };
}

const NO_HITS = new Uint32Array(0);
