// Which of many patterns can match a value, in few passes over it: patterns in clusters, each one lazy
// automaton. A hit says that its rule is to be evaluated exactly; no match is missed.

import type { ByteSet } from "./byte-set.ts";
import { bytesOfInput } from "./input-bytes.ts";
import { LazyDfa, type MatchSink } from "./lazy-dfa.ts";
import { isRegular } from "./measure-tree.ts";
import { type ClusterPlan, planClusters, splitPlan } from "./plan-clusters.ts";
import type { RegexTree } from "./regex-tree.ts";
import type { StateBudget } from "./state-cache.ts";

export type ScanEntry = {
  /** The bit that is set where the pattern matches. */
  readonly index: number;
  readonly tree: RegexTree;
};

export type ScanOptions = {
  /** Patterns of one automaton, at most. */
  readonly clusterSize?: number;
  /** Of one automaton's states; past it they are dropped and made anew. */
  readonly limitClusterBytes?: number;
  /**
   * What one request may make, in each automaton; past it sets of places are stepped, at a bounded cost.
   */
  readonly newStatesPerRequest?: number;
};

/** What a scan set has done and holds, for metrics and tests. */
export type ScanWork = {
  readonly statesMade: number;
  readonly simulatedBytes: number;
  readonly clears: number;
  /** Edges looked at while states were made or simulated. */
  readonly visits: number;
};

const LIMIT_CLUSTER_BYTES = 1 << 20;
const NEW_STATES_PER_REQUEST = 256;

export class ScanSet {
  /** Indexes of entries that a superset stands for, because they are not regular. */
  readonly approximated: readonly number[];
  private clusters: readonly Cluster[];
  private readonly limitClusterBytes: number;
  private readonly newStatesPerRequest: number;
  private readonly mask = new Uint32Array(8);

  constructor(entries: readonly ScanEntry[], options: ScanOptions = {}) {
    this.approximated = entries.filter(({ tree }) => !isRegular(tree)).map(({ index }) => index);
    this.newStatesPerRequest = options.newStatesPerRequest ?? NEW_STATES_PER_REQUEST;
    this.limitClusterBytes = options.limitClusterBytes ?? LIMIT_CLUSTER_BYTES;
    const plans = planClusters(entries, options.clusterSize);
    this.clusters = plans.map((plan) => new Cluster(plan, this.limitClusterBytes));
    this.beginRequest();
  }

  /** A set of clusters that were planned before, on another thread maybe. In small steps: a cluster each. */
  static *fromPlans(plans: Iterable<ClusterPlan>, options: ScanOptions = {}): Generator<undefined, ScanSet> {
    const limitBytes = options.limitClusterBytes ?? LIMIT_CLUSTER_BYTES;
    const clusters: Cluster[] = [];
    for (const plan of plans) {
      clusters.push(new Cluster(plan, limitBytes));
      yield;
    }
    const set = new ScanSet([], options);
    set.clusters = clusters;
    set.beginRequest();
    return set;
  }

  /** To be called before the first value of each request. */
  beginRequest(): void {
    for (const { budget } of this.clusters) budget.newStates = this.newStatesPerRequest;
  }

  /**
   * Sets the bits of all entries that match somewhere in the input, a latin1 string; `known`: which bytes it
   * has.
   */
  scan(input: string, hits: Uint32Array, known?: ByteSet): void {
    const { length } = input;
    const bytes = bytesOfInput(input);
    const mask = known ?? this.maskOf(bytes, length);
    for (const cluster of this.clusters) cluster.scan(bytes, length, mask, hits);
  }

  private maskOf(bytes: Uint8Array, length: number): ByteSet {
    const { mask } = this;
    mask.fill(0);
    for (let at = 0; at < length; at++) {
      const byte = bytes[at] ?? 0;
      mask[byte >>> 5] = (mask[byte >>> 5] ?? 0) | (1 << (byte & 31));
    }
    return mask;
  }

  /**
   * Makes the states that the samples lead to, without a budget: when rules are loaded, not when requests
   * wait. A cluster whose states do not fit its memory is split.
   */
  warm(samples: readonly string[]): void {
    this.clusters = this.clusters.flatMap((cluster) => this.warmed(cluster, samples));
    this.beginRequest();
  }

  private warmed(cluster: Cluster, samples: readonly string[]): Cluster[] {
    const hits = new Uint32Array(cluster.wordCount);
    cluster.budget.newStates = Number.POSITIVE_INFINITY;
    const { cache } = cluster.dfa;
    const { clears } = cache;
    const parts = splitPlan(cluster.plan);
    for (const sample of samples) {
      const bytes = bytesOfInput(sample);
      cluster.scan(bytes, sample.length, this.maskOf(bytes, sample.length), hits);
      if (cache.clears === clears || parts.length < 2) continue;
      return parts.flatMap((part) => this.warmed(new Cluster(part, this.limitClusterBytes), samples));
    }
    return [cluster];
  }

  get clusterCount(): number {
    return this.clusters.length;
  }

  /** States at present, by cluster. */
  get stateCounts(): number[] {
    return this.clusters.map(({ dfa }) => dfa.cache.stateCount);
  }

  get memoryBytes(): number {
    return this.clusters.reduce((sum, { dfa }) => sum + dfa.cache.memoryBytes, 0);
  }

  get work(): ScanWork {
    const sum = { statesMade: 0, simulatedBytes: 0, clears: 0, visits: 0 };
    for (const { dfa } of this.clusters) {
      sum.statesMade += dfa.cache.statesMade;
      sum.simulatedBytes += dfa.simulatedBytes;
      sum.clears += dfa.cache.clears;
      sum.visits += dfa.cache.set.visits;
    }
    return sum;
  }
}

class Cluster {
  readonly plan: ClusterPlan;
  readonly dfa: LazyDfa;
  readonly budget: StateBudget = { newStates: 0 };
  readonly wordCount: number;
  private readonly minLength: number;
  private readonly required: ByteSet;
  private readonly isAlwaysPossible: boolean;
  private readonly indexes: readonly number[];
  private hits: Uint32Array = new Uint32Array(0);

  constructor(plan: ClusterPlan, limitBytes: number) {
    const { indexes, programs, required, minLength } = plan;
    this.plan = plan;
    this.indexes = indexes;
    this.wordCount = (Math.max(0, ...indexes) >>> 5) + 1;
    this.required = required;
    this.minLength = minLength;
    this.isAlwaysPossible = minLength === 0;
    this.dfa = new LazyDfa(programs, { isBackwards: false, keepsLonger: false }, limitBytes);
  }

  scan(bytes: Uint8Array, length: number, mask: ByteSet, hits: Uint32Array): void {
    if (length < this.minLength || !this.isPossible(mask)) return;
    this.hits = hits;
    this.dfa.readForwards(bytes, length, this.budget, this.sink);
  }

  private readonly sink: MatchSink = (program) => {
    const index = this.indexes[program] ?? 0;
    this.hits[index >>> 5] = (this.hits[index >>> 5] ?? 0) | (1 << (index & 31));
    return false;
  };

  private isPossible(mask: ByteSet): boolean {
    if (this.isAlwaysPossible) return true;
    const { required } = this;
    for (let word = 0; word < 8; word++) {
      if (((required[word] ?? 0) & (mask[word] ?? 0)) !== 0) return true;
    }
    return false;
  }
}
