// Which of many patterns can match a value, in few passes over it: patterns in clusters, each one lazy
// automaton. A hit says that its rule is to be evaluated exactly; no match is missed.

import { spend, spendOnLearning, work } from "../cost/work-meter.ts";
import type { ByteSet } from "./byte-set.ts";
import { type ClusterPart, type TextReading, UNBOUNDED } from "./cluster-part.ts";
import { readComplete } from "./complete-lanes.ts";
import { readInLanes } from "./dfa-lanes.ts";
import { GramMap } from "./gram-map.ts";
import { bytesOfInput } from "./input-bytes.ts";
import type { LazyDfa } from "./lazy-dfa.ts";
import { isRegular } from "./measure-tree.ts";
import { type ClusterPlan, planClusters, splitPlan } from "./plan-clusters.ts";
import type { RegexTree } from "./regex-tree.ts";
import { Cluster } from "./scan-cluster.ts";

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
  /** What one request may make in each automaton of several patterns; past it parts of it are read. */
  readonly newStatesPerRequest?: number;
  /** What it may make in those of single patterns; past it sets of places are stepped, at a bounded cost. */
  readonly newSingleStatesPerRequest?: number;
};

/** The clusters of a set that have any of some patterns. */
export type ClusterSubset = {
  readonly wanted: Uint32Array;
  /** Of which clusters `own` were chosen; warming may split some. */
  all: readonly Cluster[];
  own: readonly Cluster[];
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
/** Of a sample, in one step. */
const WARM_CHARS = 24;
/** For the states that come with requests. */
const ROOM_FOR_STATES = 768;
/**
 * Patterns that need a few dozen states each can need tens of thousands together, on texts as ordinary as a
 * file in base64.
 */
const NEW_STATES_PER_REQUEST = 1024;
const NEW_SINGLE_STATES_PER_REQUEST = 16_384;
/**
 * Steps that automata of several patterns may work out in one request, all together: so many, and for each
 * text and so many of its bytes one more. A text that needs more of them is read for less by tables.
 */
const STEPS_PER_REQUEST = 512;
/** To ask of a shorter text what it has costs more than to read it. */
const LONG = 2048;
const BYTES_PER_STEP_LOG2 = 9;

export class ScanSet {
  /** Indexes of entries that a superset stands for, because they are not regular. */
  readonly approximated: readonly number[];
  private clusters: readonly Cluster[];
  private readonly limitClusterBytes: number;
  private readonly newSingleStates: number;
  private readonly reading: TextReading;
  private readonly mask = new Uint32Array(8);
  private readonly grams = new GramMap();
  /** Of a long text, what is wanted of it and could match. */
  private possible = new Uint32Array(0);
  /** Those that the value at hand is read with. */
  private readonly running: ClusterPart[] = [];

  constructor(entries: readonly ScanEntry[], options: ScanOptions = {}) {
    this.approximated = entries.filter(({ tree }) => !isRegular(tree)).map(({ index }) => index);
    this.reading = {
      bytes: NO_BYTES,
      length: 0,
      hits: NO_BITS,
      wanted: undefined,
      request: 0,
      statesPerRequest: options.newStatesPerRequest ?? NEW_STATES_PER_REQUEST,
      singleBudget: { newStates: 0, newSteps: Number.POSITIVE_INFINITY },
      pool: { newSteps: 0 },
      tables: [],
      tableIndexes: [],
    };
    this.newSingleStates = options.newSingleStatesPerRequest ?? NEW_SINGLE_STATES_PER_REQUEST;
    this.limitClusterBytes = options.limitClusterBytes ?? LIMIT_CLUSTER_BYTES;
    const plans = planClusters(entries, options.clusterSize);
    this.clusters = plans.map((plan) => new Cluster(plan, this.reading, this.limitClusterBytes));
    this.beginRequest();
  }

  /** A set of clusters that were planned before, on another thread maybe. In small steps: a cluster each. */
  static *fromPlans(plans: Iterable<ClusterPlan>, options: ScanOptions = {}): Generator<undefined, ScanSet> {
    const set = new ScanSet([], options);
    const clusters: Cluster[] = [];
    for (const plan of plans) {
      clusters.push(new Cluster(plan, set.reading, set.limitClusterBytes));
      yield;
    }
    set.clusters = clusters;
    set.beginRequest();
    return set;
  }

  /** To be called before the first value of each request. */
  beginRequest(): void {
    this.reading.request++;
    this.reading.singleBudget.newStates = this.newSingleStates;
    this.reading.pool.newSteps = STEPS_PER_REQUEST;
  }

  /** For values that only some of the patterns look at: the others are not asked then. */
  subsetFor(wanted: Uint32Array): ClusterSubset {
    return { wanted, all: [], own: [] };
  }

  private clustersOf(subset: ClusterSubset): readonly Cluster[] {
    if (subset.all !== this.clusters) {
      subset.all = this.clusters;
      subset.own = this.clusters.filter((cluster) => cluster.hasAnyOf(subset.wanted));
    }
    return subset.own;
  }

  /**
   * Sets the bits of all entries that match somewhere in the input, a latin1 string; of those outside of
   * `wanted`, which are in `subset`, some may be left out. `known`: which bytes it has.
   */
  scan(
    input: string,
    hits: Uint32Array,
    known?: ByteSet,
    wanted?: Uint32Array,
    subset?: ClusterSubset,
  ): void {
    const { length } = input;
    const bytes = bytesOfInput(input);
    const mask = known ?? this.maskOf(bytes, length);
    const { running, reading } = this;
    reading.bytes = bytes;
    reading.length = length;
    reading.hits = hits;
    reading.wanted = wanted;
    reading.pool.newSteps += length >>> BYTES_PER_STEP_LOG2;
    reading.tables.length = 0;
    reading.tableIndexes.length = 0;
    const isLong = length >= LONG;
    if (isLong) this.beginLong(bytes, length);
    let count = 0;
    const clusters = subset === undefined ? this.clusters : this.clustersOf(subset);
    for (const cluster of clusters) {
      if (!cluster.concerns(length, mask, wanted)) continue;
      if (isLong && this.isSettled(cluster, mask, wanted)) continue;
      cluster.whole.beginText();
      running[count++] = cluster.whole;
    }
    spend(count * (work.reading + work.scannedByte * length));
    readInLanes(running, count, bytes, length);
    for (let index = 0; index < count; index++) {
      const whole = running[index];
      if (whole !== undefined && whole.givenUpAt >= 0) whole.readOn();
    }
    if (reading.tables.length > 0) this.readWithTables();
  }

  private beginLong(bytes: Uint8Array, length: number): void {
    const { reading, grams } = this;
    spend(work.text + work.mappedByte * length);
    grams.read(bytes, length);
    if (this.possible.length < reading.hits.length) this.possible = new Uint32Array(reading.hits.length);
    this.possible.fill(0);
    reading.wanted = this.possible;
  }

  /** Need a cluster's automaton not be run on the long text at hand? */
  private isSettled(cluster: Cluster, mask: ByteSet, wanted: Uint32Array | undefined): boolean {
    spend(work.look);
    return !cluster.addPossible(mask, this.grams, wanted, this.possible) || cluster.whole.isLeftToTables();
  }

  private readWithTables(): void {
    const { bytes, length, hits, tables, tableIndexes } = this.reading;
    // Whether it comes to that depends on what states there are.
    spendOnLearning(tables.length * (work.reading + work.tableByte * length));
    readComplete(tables, bytes, length, (at) => {
      const index = tableIndexes[at] ?? 0;
      hits[index >>> 5] = (hits[index >>> 5] ?? 0) | (1 << (index & 31));
    });
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
   * wait. A cluster whose states do not fit its memory is split. In small steps.
   */
  *warm(samples: readonly string[]): Generator<undefined, void> {
    const clusters: Cluster[] = [];
    for (const cluster of this.clusters) clusters.push(...(yield* this.warmed(cluster, samples)));
    this.clusters = clusters;
    for (const { whole, wordCount } of clusters) {
      this.reading.hits = new Uint32Array(wordCount);
      yield* whole.prepare(samples);
      whole.dfa.cache.reserve(whole.dfa.cache.stateCount + ROOM_FOR_STATES);
      yield;
    }
    this.beginRequest();
  }

  private *warmed(cluster: Cluster, samples: readonly string[]): Generator<undefined, Cluster[]> {
    const { dfa, sink } = cluster.whole;
    const { cache } = dfa;
    const { clears } = cache;
    const parts = splitPlan(cluster.plan);
    this.reading.hits = new Uint32Array(cluster.wordCount);
    for (const sample of samples) {
      const bytes = bytesOfInput(sample);
      const mask = this.maskOf(bytes, sample.length);
      if (!cluster.concerns(sample.length, mask, undefined)) continue;
      // What was read before is read again, in states that are there by then.
      const step = Math.max(WARM_CHARS, sample.length >>> 7);
      for (let end = step; end < sample.length; end += step) {
        dfa.readForwards(bytes, end, UNBOUNDED, sink);
        yield;
      }
      dfa.readForwards(bytes, sample.length, UNBOUNDED, sink);
      yield;
      if (cache.clears === clears || parts.length < 2) continue;
      const halves: Cluster[] = [];
      for (const part of parts) {
        halves.push(
          ...(yield* this.warmed(new Cluster(part, this.reading, this.limitClusterBytes), samples)),
        );
      }
      return halves;
    }
    return [cluster];
  }

  get clusterCount(): number {
    return this.clusters.length;
  }

  /** States at present, by cluster. */
  get stateCounts(): number[] {
    return this.clusters.map(({ whole }) => whole.dfa.cache.stateCount);
  }

  get memoryBytes(): number {
    return this.automata.reduce((sum, { cache }) => sum + cache.memoryBytes, 0);
  }

  get work(): ScanWork {
    const sum = { statesMade: 0, simulatedBytes: 0, clears: 0, visits: 0 };
    for (const dfa of this.automata) {
      sum.statesMade += dfa.cache.statesMade;
      sum.simulatedBytes += dfa.simulatedBytes;
      sum.clears += dfa.cache.clears;
      sum.visits += dfa.cache.set.visits;
    }
    return sum;
  }

  private get automata(): LazyDfa[] {
    return this.clusters.flatMap(({ whole }) => whole.automata);
  }
}

const NO_BYTES = new Uint8Array(0);
const NO_BITS = new Uint32Array(0);
