// The states of a lazy automaton: sets of nodes that were met, and where each class of bytes leads from them.
// Made on demand, bounded in memory, all dropped at once when full (as RE2 does).

import { spendOnLearning, work } from "../cost/work-meter.ts";
import type { AutomatonPart } from "./automaton-part.ts";
import { NodeSet } from "./node-set.ts";
import { EDGE, OTHER } from "./regex-tree.ts";

/** What may still be made, by all automata that share the allowance. */
export type StateBudget = {
  newStates: number;
  /**
   * Steps that may be worked out, which is what takes time. Past them, nothing is: not even where one leads.
   */
  newSteps: number;
  /** Steps that several allowances have together, each of them besides its own. */
  readonly pool?: StepPool;
};

export type StepPool = { newSteps: number };

/** Not made: the set that it would be of is in `set`. */
export const UNMADE = -1;
/**
 * The number of a state that reports programs, or from which nothing leads on, is handed out as this minus
 * its row.
 */
export const REPORT = -2;
/** The state from which nothing leads on. */
export const DEAD_ROW = 0;

/** EDGE to OTHER. */
const KINDS = OTHER + 1;

const FIRST_STATES = 8;
/** Below it, room for states grows faster: to copy them costs more than the room. */
const MANY_STATES = 512;

export class StateCache {
  readonly part: AutomatonPart;
  readonly set: NodeSet;
  /** By row and class: where it leads. Replaced when it grows: read it anew after each call of `next`. */
  table: Int32Array;
  /** Classes, four columns for what may stand at the end (see `lastColumn`), and one for `stampColumn`. */
  readonly stride: number;
  /** Where a reader may note, by row, that it has heard of a state's reports. */
  readonly stampColumn: number;
  statesMade = 0;
  clears = 0;
  private readonly maxStates: number;
  private firstCode = UNMADE;
  private states = 0;
  private nodes = new Int32Array(256);
  private nodeStarts: Int32Array;
  private kinds: Uint8Array;
  private hashes: Int32Array;
  private isReporting: Uint8Array;
  /** By kind and class: where what begins everywhere leads, and nothing else. */
  private readonly bases: Int32Array;
  private slots = new Int32Array(FIRST_STATES * 4);

  constructor(part: AutomatonPart, limitBytes: number) {
    this.part = part;
    this.set = new NodeSet(part);
    this.stride = part.classCount + 5;
    this.stampColumn = this.stride - 1;
    this.maxStates = Math.max(16, Math.floor(limitBytes / (this.stride * 4 + 32)));
    this.table = new Int32Array(FIRST_STATES * this.stride);
    this.nodeStarts = new Int32Array(FIRST_STATES + 1);
    this.kinds = new Uint8Array(FIRST_STATES);
    this.hashes = new Int32Array(FIRST_STATES);
    this.isReporting = new Uint8Array(FIRST_STATES);
    this.bases = new Int32Array(KINDS * part.classCount);
    this.reset();
  }

  get stateCount(): number {
    return this.states;
  }

  get memoryBytes(): number {
    const arrays = [this.table, this.nodes, this.nodeStarts, this.kinds, this.hashes, this.slots];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** The column for an end behind which a byte of the kind stands, or nothing. */
  lastColumn(kind: number): number {
    return this.part.classCount + kind;
  }

  /** The state before any byte. Not counted: each automaton has one. */
  first(): number {
    if (this.firstCode === UNMADE) {
      this.set.becomeFirst();
      const found = this.find();
      this.firstCode = found === UNMADE ? this.make() : found;
    }
    return this.firstCode;
  }

  /**
   * The state that a state of the whole, or of a larger part, is for this part; UNMADE, with the set at hand,
   * where it is not known and the budget is used up.
   */
  enter({ part, nodes, nodeStarts, kinds, stride }: StateCache, row: number, budget: StateBudget): number {
    const state = row / stride;
    const start = nodeStarts[state] ?? 0;
    const end = nodeStarts[state + 1] ?? 0;
    this.set.becomePartOf(part, nodes, start, end, kinds[state] ?? EDGE);
    spendOnLearning(work.newStep + work.edge * (end - start));
    return this.findOrMake(budget);
  }

  /**
   * Where a column leads from a row; UNMADE where it is not known and the budget is used up. The set is at
   * hand then, unless it was the budget for steps.
   */
  next(row: number, column: number, budget: StateBudget): number {
    const known = this.table[row + column] ?? UNMADE;
    if (known !== UNMADE) return known;
    const state = row / this.stride;
    const kind = this.kinds[state] ?? EDGE;
    const start = this.nodeStarts[state] ?? 0;
    const end = this.nodeStarts[state + 1] ?? 0;
    // From most states most bytes lead to where they lead from no state in particular.
    const { classCount } = this.part;
    const isBase = column < classCount && !this.set.leadsOn(this.nodes, start, end, column);
    const base = isBase ? kind * classCount + column : -1;
    const baseCode = base < 0 ? UNMADE : (this.bases[base] ?? UNMADE);
    if (baseCode !== UNMADE) {
      spendOnLearning(work.knownStep);
      this.table[row + column] = baseCode;
      return baseCode;
    }
    if (!mayStep(budget)) return UNMADE;
    this.step(this.nodes, start, end, kind, column);
    const clears = this.clears;
    const found = this.findOrMake(budget);
    if (found === UNMADE) return UNMADE;
    if (base >= 0) this.bases[base] = found;
    if (clears === this.clears) this.table[row + column] = found;
    return found;
  }

  private findOrMake(budget: StateBudget): number {
    const found = this.find();
    if (found !== UNMADE) return found;
    if (budget.newStates <= 0) return UNMADE;
    budget.newStates--;
    return this.make();
  }

  /** Goes on from the set at hand, without making a state; what it comes to where that is one. */
  simulate(column: number): number {
    const { set } = this;
    const from = set.nodes;
    set.nodes = this.spare;
    this.spare = from;
    this.step(from, 0, set.size, set.kind, column);
    return this.find();
  }

  private spare = new Int32Array(64);

  /** Gives what a state, or the set at hand, reports to `sink`; true where one of the answers is. */
  reports(code: number, at: number, sink: (program: number, at: number) => boolean): boolean {
    const { programCount } = this.part.automaton;
    const isUnmade = code === UNMADE;
    if (isUnmade && this.set.reports === 0) return false;
    const state = (REPORT - code) / this.stride;
    const nodes = isUnmade ? this.set.nodes : this.nodes;
    const end = isUnmade ? this.set.size : (this.nodeStarts[state + 1] ?? 0);
    let isAnswered = false;
    for (let each = isUnmade ? 0 : (this.nodeStarts[state] ?? 0); each < end; each++) {
      const id = nodes[each] ?? 0;
      if (id < programCount && sink(id, at)) isAnswered = true;
    }
    return isAnswered;
  }

  private step(from: Int32Array, start: number, end: number, kind: number, column: number): void {
    const { classCount: count, automaton } = this.part;
    const { visits } = this.set;
    const { closingSteps } = automaton;
    if (column < count) this.set.becomeNext(from, start, end, kind, column);
    else this.set.becomeLast(from, start, end, kind, column - count);
    const edges = end - start + this.set.visits - visits;
    const closed = automaton.closingSteps - closingSteps;
    spendOnLearning(work.newStep + work.edge * edges + work.closingStep * closed);
  }

  /** The state that the set at hand is. */
  private find(): number {
    const { set, slots } = this;
    if (set.size === 0) return REPORT - DEAD_ROW;
    const mask = slots.length - 1;
    for (let slot = slotOf(set) & mask; ; slot = (slot + 1) & mask) {
      const state = (slots[slot] ?? 0) - 1;
      if (state < 0) return UNMADE;
      const start = this.nodeStarts[state] ?? 0;
      const isSame =
        this.hashes[state] === set.hash &&
        this.kinds[state] === set.kind &&
        set.equals(this.nodes, start, this.nodeStarts[state + 1] ?? 0);
      if (isSame) return this.codeOf(state);
    }
  }

  private codeOf(state: number): number {
    const row = state * this.stride;
    return this.isReporting[state] === 1 ? REPORT - row : row;
  }

  private make(): number {
    if (this.states >= this.maxStates) this.reset();
    const { set } = this;
    spendOnLearning(work.newState + work.stateEntry * (this.stride + set.size));
    const state = this.states++;
    this.statesMade++;
    this.grow();
    const start = this.nodeStarts[state] ?? 0;
    const { nodes } = this;
    for (let at = 0; at < set.size; at++) nodes[start + at] = set.nodes[at] ?? 0;
    this.nodeStarts[state + 1] = start + set.size;
    this.kinds[state] = set.kind;
    this.hashes[state] = set.hash;
    this.isReporting[state] = set.reports > 0 ? 1 : 0;
    this.table.fill(UNMADE, state * this.stride, (state + 1) * this.stride);
    this.insert(state);
    return this.codeOf(state);
  }

  private insert(state: number): void {
    const mask = this.slots.length - 1;
    let slot = ((this.hashes[state] ?? 0) ^ Math.imul(this.kinds[state] ?? 0, 0x27d4eb2d)) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = state + 1;
  }

  /**
   * Makes room for so many states ahead of requests: to make it while one waits costs more than the states.
   */
  reserve(states: number): void {
    const wanted = Math.min(states, this.maxStates);
    if (wanted <= this.kinds.length) return;
    this.growTo(wanted);
    // Memory is had only once it is written to.
    this.table.fill(UNMADE, this.states * this.stride);
    for (let state = 1; state < this.states; state++) this.insert(state);
  }

  private grow(): void {
    const needed = (this.nodeStarts[this.states - 1] ?? 0) + this.set.size;
    if (needed > this.nodes.length) this.nodes = larger(this.nodes, Math.max(needed, this.nodes.length * 2));
    if (this.states <= this.kinds.length) return;
    const factor = this.kinds.length < MANY_STATES ? 4 : 2;
    this.growTo(Math.min(this.kinds.length * factor, Math.max(this.maxStates, this.states)));
    for (let state = 1; state < this.states - 1; state++) this.insert(state);
  }

  private growTo(capacity: number): void {
    this.table = larger(this.table, capacity * this.stride);
    this.nodeStarts = larger(this.nodeStarts, capacity + 1);
    this.hashes = larger(this.hashes, capacity);
    this.kinds = largerBytes(this.kinds, capacity);
    this.isReporting = largerBytes(this.isReporting, capacity);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2)));
  }

  /** Drops all states but the dead one. */
  private reset(): void {
    if (this.states > 0) this.clears++;
    this.firstCode = UNMADE;
    this.states = 1;
    this.slots.fill(0);
    this.bases.fill(UNMADE);
    this.nodeStarts[0] = 0;
    this.nodeStarts[1] = 0;
    this.table.fill(REPORT - DEAD_ROW, 0, this.stride);
  }
}

function mayStep(budget: StateBudget): boolean {
  const { pool } = budget;
  if (budget.newSteps <= 0 || (pool !== undefined && pool.newSteps <= 0)) return false;
  budget.newSteps--;
  if (pool !== undefined) pool.newSteps--;
  return true;
}

const slotOf = (set: NodeSet): number => set.hash ^ Math.imul(set.kind, 0x27d4eb2d);

function larger(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}

function largerBytes(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(length);
  grown.set(array);
  return grown;
}
