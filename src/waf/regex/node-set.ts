// The set of an automaton's nodes that one byte leads to from another: what states are made of, and what goes
// on without states once too many were made.

import { type Automaton, type AutomatonNode, pairBit } from "./automaton.ts";
import type { AutomatonPart } from "./automaton-part.ts";
import type { NodeTables } from "./node-tables.ts";
import { ANYWHERE, EDGE, OTHER } from "./regex-tree.ts";

/**
 * Holds one set at a time, without order. Whether it has a node, it can tell until another set of the same
 * automaton is made.
 */
export class NodeSet {
  private readonly automaton: Automaton;
  nodes = new Int32Array(64);
  size = 0;
  /** What kind the byte before is, as far as the nodes tell kinds apart. */
  kind = EDGE;
  /** Sums over the nodes, so that their order does not matter. */
  hash = 0;
  /** How many of the nodes stand for a program that has matched. */
  reports = 0;
  /** How often an edge was looked at. */
  visits = 0;
  private pairs = 0;
  private readonly part: AutomatonPart;
  /** False where all programs can begin at the input's edge only. */
  private readonly hasLaterStart: boolean;
  private readonly kinds: Uint8Array;
  private readonly tables: NodeTables;

  constructor(part: AutomatonPart) {
    const { automaton, laterStart } = part;
    this.part = part;
    this.automaton = automaton;
    const { tables } = automaton;
    const hasEdges = tables.edgesTo[laterStart] !== tables.edgesFrom[laterStart];
    this.hasLaterStart = hasEdges || tables.accepts[laterStart] === 1;
    this.kinds = automaton.classes.kinds;
    this.tables = tables;
  }

  /** The set before any byte. */
  becomeFirst(): void {
    const { automaton } = this;
    const { firstStart } = this.part;
    this.clear();
    this.add(firstStart);
    if (!automaton.keepsLonger) {
      const { accepts, acceptContexts } = automaton.nodeAt(firstStart);
      for (let at = 0; at < accepts.length; at++) {
        if (acceptContexts[at] === ANYWHERE) this.add(accepts[at] ?? 0);
      }
    }
    this.settle(EDGE);
  }

  /** Of a set of the whole, or of a larger part, what belongs to this part. */
  becomePartOf(source: AutomatonPart, from: Int32Array, start: number, end: number, kind: number): void {
    const { automaton, part } = this;
    const { members, firstStart, laterStart } = part;
    this.clear();
    this.visits += end - start;
    for (let at = start; at < end; at++) {
      const id = from[at] ?? 0;
      if (id === source.firstStart) this.add(firstStart);
      else if (id === source.laterStart) {
        if (this.hasLaterStart) this.add(laterStart);
      } else {
        const program = id < automaton.programCount ? id : automaton.programOf(id);
        if (program >= 0 && members[program] === 1) this.add(id);
      }
    }
    this.settle(kind);
  }

  /** The set that a byte of a class leads to from `from[start..end)`; `before` is that set's kind. */
  becomeNext(from: Int32Array, start: number, end: number, before: number, ownClass: number): void {
    const { automaton, part } = this;
    const one = part.representatives[ownClass] ?? 0;
    const after = this.kinds[one] ?? OTHER;
    const context = 1 << (before * 4 + after);
    const { programCount } = automaton;
    const { live, liveWords, accepts } = this.tables;
    const word = one >>> 5;
    const bit = 1 << (one & 31);
    this.clear();
    if (this.hasLaterStart) this.add(part.laterStart);
    for (let at = start; at < end; at++) {
      const id = from[at] ?? 0;
      if (id < programCount || ((live[id * liveWords + word] ?? 0) & bit) === 0) continue;
      if (accepts[id] === 1) this.addAccepts(automaton.nodeAt(id), context);
      this.addTargets(id, one, context);
    }
    this.settle(after);
  }

  /** What matches at the place behind `from` where nothing, or nothing that is looked at, comes next. */
  becomeLast(from: Int32Array, start: number, end: number, before: number, after: number): void {
    this.clear();
    const context = 1 << (before * 4 + after);
    for (let at = start; at < end; at++) {
      const id = from[at] ?? 0;
      if (id >= this.automaton.programCount) this.addAccepts(this.automaton.nodeAt(id), context);
    }
    this.settle(after);
  }

  /** Does a byte of the class lead anywhere from nodes besides the one in which everything begins? */
  leadsOn(from: Int32Array, start: number, end: number, ownClass: number): boolean {
    const { part } = this;
    const { programCount } = this.automaton;
    const { live, liveWords } = this.tables;
    const one = part.representatives[ownClass] ?? 0;
    const word = one >>> 5;
    const bit = 1 << (one & 31);
    for (let at = start; at < end; at++) {
      const id = from[at] ?? 0;
      if (id < programCount || id === part.laterStart) continue;
      if (((live[id * liveWords + word] ?? 0) & bit) !== 0) return true;
    }
    return false;
  }

  equals(nodes: Int32Array, start: number, end: number): boolean {
    if (end - start !== this.size) return false;
    const { marks, generation } = this.tables;
    for (let at = start; at < end; at++) {
      if (marks[nodes[at] ?? 0] !== generation) return false;
    }
    return true;
  }

  private clear(): void {
    this.size = 0;
    this.hash = 0;
    this.reports = 0;
    this.pairs = 0;
    this.tables.beginSet();
  }

  private addAccepts(node: AutomatonNode, context: number): void {
    const { accepts, acceptContexts } = node;
    for (let at = 0; at < accepts.length; at++) {
      if (((acceptContexts[at] ?? 0) & context) !== 0) this.add(accepts[at] ?? 0);
    }
  }

  private addTargets(id: number, one: number, context: number): void {
    const { tables } = this;
    const { edgeTargets, edgeContexts } = tables;
    const row = tables.classRows[id] ?? 0;
    if (row > 0) {
      const first = tables.classStarts[row + one] ?? 0;
      const last = tables.classStarts[row + one + 1] ?? 0;
      this.visits += last - first;
      for (let edge = first; edge < last; edge++) {
        if (((edgeContexts[edge] ?? 0) & context) !== 0) this.add(edgeTargets[edge] ?? 0);
      }
      return;
    }
    const { edgeSets } = tables;
    const { count, members } = this.automaton.classes;
    const first = tables.edgesFrom[id] ?? 0;
    const last = tables.edgesTo[id] ?? 0;
    this.visits += last - first;
    for (let edge = first; edge < last; edge++) {
      if (members[(edgeSets[edge] ?? 0) * count + one] !== 1) continue;
      if (((edgeContexts[edge] ?? 0) & context) !== 0) this.add(edgeTargets[edge] ?? 0);
    }
  }

  private add(id: number): void {
    const { tables } = this;
    const known = tables.standIns[id] ?? 0;
    const wanted = known === 0 ? this.resolve(id) : known - 1;
    if (tables.marks[wanted] === tables.generation) return;
    tables.marks[wanted] = tables.generation;
    this.pairs |= tables.pairs[wanted] ?? 0;
    if (wanted < this.automaton.programCount) this.reports++;
    if (this.size === this.nodes.length) this.growNodes();
    this.nodes[this.size++] = wanted;
    this.hash = (this.hash + scattered(wanted)) | 0;
  }

  /** A program that has matched is done: that it has stands for all that it could still do. */
  private resolve(id: number): number {
    const { automaton } = this;
    const node = id < automaton.programCount ? undefined : automaton.nodeAt(id);
    const isDone = node !== undefined && node.acceptsNow >= 0 && automaton.programOf(id) >= 0;
    const wanted = isDone ? node.acceptsNow : id;
    const { tables } = this;
    tables.grow(automaton.nodeCount);
    tables.standIns[id] = wanted + 1;
    if (!isDone) tables.pairs[id] = node?.pairs ?? 0;
    return wanted;
  }

  private growNodes(): void {
    const larger = new Int32Array(this.size * 2);
    larger.set(this.nodes);
    this.nodes = larger;
  }

  /** Of kinds that no node tells apart, the least one stands for all. */
  private settle(kind: number): void {
    this.kind = kind;
    for (let lower = EDGE; lower < kind; lower++) {
      if ((this.pairs & pairBit(lower, kind)) === 0) {
        this.kind = lower;
        return;
      }
    }
  }
}

function scattered(id: number): number {
  let mixed = Math.imul(id + 1, 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
