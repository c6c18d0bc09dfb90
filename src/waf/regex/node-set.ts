// The set of an automaton's nodes that one byte leads to from another: what states are made of, and what goes
// on without states once too many were made.

import { type Automaton, type AutomatonNode, pairBit } from "./automaton.ts";
import { ANYWHERE, EDGE, OTHER } from "./regex-tree.ts";

/** Holds one set at a time, without order. */
export class NodeSet {
  readonly automaton: Automaton;
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
  private generation = 0;
  private readonly hasLaterStart: boolean;
  private readonly kinds: Uint8Array;
  /** By node: the generation in which it was last added; what stands for it, plus one; its pairs of kinds. */
  private marks = new Int32Array(0);
  private standIns = new Int32Array(0);
  private pairsOf = new Uint16Array(0);

  constructor(automaton: Automaton) {
    this.automaton = automaton;
    this.hasLaterStart = automaton.hasLaterStart;
    this.kinds = automaton.classes.kinds;
    this.growTables(automaton.nodeCount);
  }

  /** The set before any byte. */
  becomeFirst(): void {
    const { automaton } = this;
    this.clear();
    this.add(automaton.firstStart);
    if (!automaton.keepsLonger) {
      const { accepts, acceptContexts } = automaton.nodeAt(automaton.firstStart);
      for (let at = 0; at < accepts.length; at++) {
        if (acceptContexts[at] === ANYWHERE) this.add(accepts[at] ?? 0);
      }
    }
    this.settle(EDGE);
  }

  /** The set that a byte of the class leads to from `from[start..end)`; `before` is that set's kind. */
  becomeNext(from: Int32Array, start: number, end: number, before: number, one: number): void {
    const { automaton } = this;
    const after = this.kinds[one] ?? OTHER;
    const context = 1 << (before * 4 + after);
    const { programCount } = automaton;
    this.clear();
    if (this.hasLaterStart) this.add(programCount + 1);
    for (let at = start; at < end; at++) {
      const id = from[at] ?? 0;
      if (id < programCount) continue;
      const node = automaton.nodeAt(id);
      if (node.accepts.length > 0) this.addAccepts(node, context);
      this.addTargets(node, one, context);
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

  equals(nodes: Int32Array, start: number, end: number): boolean {
    if (end - start !== this.size) return false;
    for (let at = start; at < end; at++) {
      if (this.marks[nodes[at] ?? 0] !== this.generation) return false;
    }
    return true;
  }

  private clear(): void {
    this.size = 0;
    this.hash = 0;
    this.reports = 0;
    this.pairs = 0;
    this.generation++;
    if (this.generation === 0x7fffffff) {
      this.marks.fill(0);
      this.generation = 1;
    }
  }

  private addAccepts(node: AutomatonNode, context: number): void {
    const { accepts, acceptContexts } = node;
    for (let at = 0; at < accepts.length; at++) {
      if (((acceptContexts[at] ?? 0) & context) !== 0) this.add(accepts[at] ?? 0);
    }
  }

  private addTargets(node: AutomatonNode, one: number, context: number): void {
    const { edgeTargets, edgeContexts, classStarts } = node;
    if (classStarts !== undefined) {
      const last = classStarts[one + 1] ?? 0;
      const first = classStarts[one] ?? 0;
      this.visits += last - first;
      for (let edge = first; edge < last; edge++) {
        if (((edgeContexts[edge] ?? 0) & context) !== 0) this.add(edgeTargets[edge] ?? 0);
      }
      return;
    }
    const { edgeSets } = node;
    const { count, members } = this.automaton.classes;
    this.visits += edgeTargets.length;
    for (let edge = 0; edge < edgeTargets.length; edge++) {
      if (members[(edgeSets[edge] ?? 0) * count + one] !== 1) continue;
      if (((edgeContexts[edge] ?? 0) & context) !== 0) this.add(edgeTargets[edge] ?? 0);
    }
  }

  private add(id: number): void {
    const known = this.standIns[id] ?? 0;
    const wanted = known === 0 ? this.resolve(id) : known - 1;
    if (this.marks[wanted] === this.generation) return;
    this.marks[wanted] = this.generation;
    this.pairs |= this.pairsOf[wanted] ?? 0;
    if (wanted < this.automaton.programCount) this.reports++;
    if (this.size === this.nodes.length) this.growNodes();
    this.nodes[this.size++] = wanted;
    this.hash = (this.hash + scattered(wanted)) | 0;
  }

  /** A program that has matched is done: that it has stands for all that it could still do. */
  private resolve(id: number): number {
    const { automaton } = this;
    const node = id < automaton.programCount ? undefined : automaton.nodeAt(id);
    const isDone = node !== undefined && node.acceptsNow >= 0 && id > automaton.laterStart;
    const wanted = isDone ? node.acceptsNow : id;
    this.growTables(automaton.nodeCount);
    this.standIns[id] = wanted + 1;
    if (!isDone) this.pairsOf[id] = node?.pairs ?? 0;
    return wanted;
  }

  private growNodes(): void {
    const larger = new Int32Array(this.size * 2);
    larger.set(this.nodes);
    this.nodes = larger;
  }

  private growTables(count: number): void {
    if (count <= this.marks.length) return;
    const { marks, standIns, pairsOf } = this;
    const length = count + (count >>> 1) + 16;
    this.marks = new Int32Array(length);
    this.marks.set(marks);
    this.standIns = new Int32Array(length);
    this.standIns.set(standIns);
    this.pairsOf = new Uint16Array(length);
    this.pairsOf.set(pairsOf);
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
