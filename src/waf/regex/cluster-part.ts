// All patterns of a cluster, or some of them, in one lazy automaton. What would need too many states for a
// text is divided, and its parts, which need far fewer, read on from where it has got to; a single pattern
// goes on without states at last.

import { spendOnLearning, work } from "../cost/work-meter.ts";
import { type AutomatonPart, partOf } from "./automaton-part.ts";
import type { CompleteTable } from "./complete-table.ts";
import { type LaneReader, readOnInLanes } from "./dfa-lanes.ts";
import { bytesOfInput } from "./input-bytes.ts";
import { LazyDfa, type MatchSink, STOP } from "./lazy-dfa.ts";
import { type StateBudget, type StepPool, UNMADE } from "./state-cache.ts";

/** Of the states of a part. */
const LIMIT_PART_BYTES = 1 << 19;
const PARTS = 4;
/** Of a sample, in one step. */
const PREPARED_CHARS = 512;
/**
 * Steps that an automaton of several patterns may work out: so many in a request, and for each text and so
 * many of its bytes one more. That takes about as long as to read the text with its parts, so that none
 * takes much more than twice what the better of both ways would.
 */
const STEPS_PER_REQUEST = 32;
const STEPS_PER_TEXT = 2;
const BYTES_PER_STEP_LOG2 = 10;
const FEW_TABLES = 2;

/** The text at hand, and what is wanted of it; of one scan set, for all its clusters. */
export type TextReading = {
  bytes: Uint8Array;
  length: number;
  /** Gets the bits of what matches. */
  hits: Uint32Array;
  wanted: Uint32Array | undefined;
  /** Changes from request to request. */
  request: number;
  /** What several patterns together may make in a request. */
  readonly statesPerRequest: number;
  /** What single patterns may still make in the request, together. */
  readonly singleBudget: StateBudget;
  /** Steps that automata of several patterns may still work out in the request, all of them together. */
  readonly pool: StepPool;
  /** Patterns that are to be read from the start by their tables, and their bits. */
  readonly tables: CompleteTable[];
  readonly tableIndexes: number[];
};

/** What all parts of a cluster have in common. */
export type ClusterShared = {
  /** By program of the whole: its bit. */
  readonly indexes: readonly number[];
  readonly tables: readonly (CompleteTable | undefined)[];
  readonly reading: TextReading;
  readonly limitBytes: number;
};

/** Read only: nothing that has it counts down to an end. */
export const UNBOUNDED: StateBudget = {
  newStates: Number.POSITIVE_INFINITY,
  newSteps: Number.POSITIVE_INFINITY,
};

export class ClusterPart implements LaneReader {
  readonly dfa: LazyDfa;
  readonly budget: StateBudget;
  /** How many bytes had been read when its states came to be too many; -1 where they did not. */
  givenUpAt = -1;
  private readonly programs: readonly number[];
  private readonly shared: ClusterShared;
  private readonly reading: TextReading;
  private request = -1;
  private parts: readonly ClusterPart[] | undefined;

  constructor(
    own: AutomatonPart,
    programs: readonly number[],
    shared: ClusterShared,
    budget: StateBudget = { newStates: 0, newSteps: 0, pool: shared.reading.pool },
  ) {
    this.dfa = new LazyDfa(own, shared.limitBytes);
    this.programs = programs;
    this.shared = shared;
    this.reading = shared.reading;
    this.budget = budget;
  }

  giveUp(at: number): void {
    this.givenUpAt = at;
  }

  readonly sink: MatchSink = (program) => {
    const { hits } = this.reading;
    const index = this.shared.indexes[program] ?? 0;
    hits[index >>> 5] = (hits[index >>> 5] ?? 0) | (1 << (index & 31));
    return this.isSingle;
  };

  private get isSingle(): boolean {
    return this.programs.length === 1;
  }

  /** To be called before a text is read with it. */
  beginText(): void {
    const { budget, reading } = this;
    this.givenUpAt = -1;
    if (budget === reading.singleBudget) return;
    if (this.request !== reading.request) {
      this.request = reading.request;
      budget.newStates = reading.statesPerRequest;
      // A pattern by itself that has no table has nothing that would do better.
      const isLast = this.isSingle && this.shared.tables[this.programs[0] ?? 0] === undefined;
      budget.newSteps = isLast ? Number.POSITIVE_INFINITY : STEPS_PER_REQUEST;
    }
    budget.newSteps += STEPS_PER_TEXT + (reading.length >>> BYTES_PER_STEP_LOG2);
  }

  /** Reads on from where it was given up. */
  readOn(): void {
    this.readInParts(this.dfa, this.givenUpAt);
  }

  private readInParts(source: LazyDfa, at: number): void {
    const { bytes, length } = this.reading;
    this.leaveToTables();
    const readers = this.divided().filter((part) => part.isWanted() && part.beginsWithin(source, at));
    spendOnLearning(readers.length * (work.reading + work.scannedByte * (length - at)));
    readOnInLanes(readers, bytes, at, length);
    for (const part of readers) {
      if (part.givenUpAt < 0) continue;
      if (part.isSingle) part.dfa.goOn(bytes, part.givenUpAt, length, part.dfa.row, part.budget, part.sink);
      else part.readOn();
    }
  }

  /** False where nothing is left to be read. */
  private beginsWithin(source: LazyDfa, at: number): boolean {
    const { dfa, reading, sink } = this;
    this.beginText();
    const code = dfa.beginWithin(source, this.budget);
    if (code === UNMADE) {
      if (this.isSingle) dfa.goOn(reading.bytes, at, reading.length, code, this.budget, sink);
      else this.readInParts(source, at);
      return false;
    }
    const row = code < 0 ? dfa.take(code, at, sink) : code;
    if (row !== STOP) dfa.row = row;
    return row !== STOP;
  }

  /** Leaves a text to tables at once where so few of its patterns are wanted that they are read for less. */
  isLeftToTables(): boolean {
    const wanted = this.programs.filter((program) => this.isMissing(program));
    if (wanted.length > FEW_TABLES) return false;
    if (wanted.some((program) => this.shared.tables[program] === undefined)) return false;
    this.leaveToTables();
    return true;
  }

  /** Those of its patterns that have tables are read with them, once all clusters have been read. */
  private leaveToTables(): void {
    const { reading, shared } = this;
    for (const program of this.programs) {
      const table = shared.tables[program];
      if (table === undefined || !this.isMissing(program)) continue;
      reading.tables.push(table);
      reading.tableIndexes.push(shared.indexes[program] ?? 0);
    }
  }

  /** Is there a pattern that is wanted and has not matched yet? */
  private isWanted(): boolean {
    return this.programs.some((program) => this.isMissing(program));
  }

  private isMissing(program: number): boolean {
    const { hits, wanted } = this.reading;
    const index = this.shared.indexes[program] ?? 0;
    const bit = 1 << (index & 31);
    if (((hits[index >>> 5] ?? 0) & bit) !== 0) return false;
    return wanted === undefined || ((wanted[index >>> 5] ?? 0) & bit) !== 0;
  }

  /** Of the patterns that have no tables. */
  private divided(): readonly ClusterPart[] {
    if (this.parts !== undefined) return this.parts;
    const { shared, reading } = this;
    const programs = this.programs.filter((program) => shared.tables[program] === undefined);
    const { automaton } = this.dfa.cache.part;
    const size = Math.ceil(programs.length / PARTS);
    const parts: ClusterPart[] = [];
    for (let from = 0; from < programs.length; from += size) {
      const own = programs.slice(from, from + size);
      const { closingSteps } = automaton;
      const part = partOf(automaton, own);
      spendOnLearning(work.newAutomaton + work.closingStep * (automaton.closingSteps - closingSteps));
      const limitBytes = Math.min(shared.limitBytes, LIMIT_PART_BYTES);
      const budget = own.length === 1 ? reading.singleBudget : undefined;
      parts.push(new ClusterPart(part, own, { ...shared, limitBytes }, budget));
    }
    this.parts = parts;
    return parts;
  }

  /**
   * Makes its parts, and theirs, ahead of requests, with the states that a sample leads to. In small steps.
   */
  *prepare(samples: readonly string[]): Generator<undefined, void> {
    if (this.isSingle) return;
    for (const part of this.divided()) {
      for (const sample of samples) {
        for (let end = PREPARED_CHARS; end < sample.length + PREPARED_CHARS; end += PREPARED_CHARS) {
          const length = Math.min(end, sample.length);
          part.dfa.readForwards(bytesOfInput(sample), length, UNBOUNDED, part.sink);
          yield;
        }
      }
      yield* part.prepare(samples);
    }
  }

  get automata(): LazyDfa[] {
    return [this.dfa, ...(this.parts ?? []).flatMap((part) => part.automata)];
  }
}
