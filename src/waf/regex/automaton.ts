// One or several programs as one automaton without empty steps. Its nodes are the places behind a byte; they
// are closed (their edges found) when they are first met, for most of a large pattern is never reached.

import { type ByteClasses, classifyBytes } from "./byte-classes.ts";
import { type ByteSet, DistinctSets } from "./byte-set.ts";
import { IntList } from "./int-list.ts";
import { EDGE_NUMBERS, NodeTables } from "./node-tables.ts";
import { ASSERT, BYTES, BYTES_BACK, JUMP, MATCH, type Program, SAVE, SPLIT } from "./program.ts";
import { ANYWHERE, contextBit, EDGE, OTHER } from "./regex-tree.ts";

/**
 * What is not in the tables of a node. Edges and verdicts that hold only in some contexts say so; `ANYWHERE`
 * is the rule.
 */
export type AutomatonNode = {
  /** Local numbers of programs that match here, and in which contexts. */
  readonly accepts: Int32Array;
  readonly acceptContexts: Int32Array;
  /** The program that matches here whatever comes next; -1 for none. */
  readonly acceptsNow: number;
  /** Bit `pairBit(a, b)` where kinds a and b of the byte before make a difference. */
  readonly pairs: number;
};

export type AutomatonOptions = {
  /** Programs that read from a match's end to its start. */
  readonly isBackwards: boolean;
  /** True where longer matches count as well; false where a program that has matched is done. */
  readonly keepsLonger: boolean;
};

const MANY_EDGES = 6;

/** What nearly all nodes are. */
const PLAIN_NODE: AutomatonNode = {
  accepts: new Int32Array(0),
  acceptContexts: new Int32Array(0),
  acceptsNow: -1,
  pairs: 0,
};

export class Automaton {
  readonly classes: ByteClasses;
  readonly keepsLonger: boolean;
  /** Nodes below it stand for "program n has matched". */
  readonly programCount: number;
  /** Places gone over and edges written while nodes were closed. */
  closingSteps = 0;
  private readonly programs: readonly Program[];
  private readonly isBackwards: boolean;
  /** Where each program's instructions and sets begin among all. */
  private readonly bases: readonly number[];
  private readonly setIndex: readonly Int32Array[];
  /** By set, the classes that it holds, 32 to a word. */
  private readonly setClasses: Uint32Array;
  /** Where edges that stand by class begin, of the node that is being closed. */
  private readonly classStarts: Int32Array;
  readonly tables: NodeTables;
  private readonly nodes: (AutomatonNode | undefined)[];
  private readonly nodeSources: { readonly program: number; readonly pc: number }[] = [];
  private readonly nodeOfPc: Int32Array;
  private readonly reached: Int32Array;

  constructor(programs: readonly Program[], { isBackwards, keepsLonger }: AutomatonOptions) {
    this.programs = programs;
    this.isBackwards = isBackwards;
    this.keepsLonger = keepsLonger;
    this.programCount = programs.length;
    let total = 0;
    let longest = 0;
    this.bases = programs.map(({ op }) => {
      total += op.length;
      longest = Math.max(longest, op.length);
      return total - op.length;
    });
    this.nodeOfPc = new Int32Array(total).fill(-1);
    this.reached = new Int32Array(longest);
    const { sets, indexes } = mergeSets(programs);
    this.setIndex = indexes;
    this.classes = classifyBytes(
      sets,
      programs.some(({ op }) => op.includes(ASSERT)),
    );
    this.tables = new NodeTables(this.classes.count);
    this.setClasses = classesOfSets(this.classes, sets.length, this.tables.liveWords);
    this.classStarts = new Int32Array(this.classes.count + 1);
    this.nodes = new Array<AutomatonNode | undefined>(programs.length + 2);
    const all = programs.map((_, program) => program);
    const first = this.closeFirst(all, this.firstStart);
    this.nodes[this.firstStart] = first;
    this.nodes[this.laterStart] = this.closeLater(all, first, this.laterStart);
  }

  /** The node in which everything begins at the input's edge. */
  get firstStart(): number {
    return this.programCount;
  }

  /** The node in which matches begin everywhere else. */
  get laterStart(): number {
    return this.programCount + 1;
  }

  /** Nodes in which some of the programs begin: at the input's edge, and everywhere else. */
  startsOf(programs: readonly number[]): { readonly firstStart: number; readonly laterStart: number } {
    const firstStart = this.addStart();
    const first = this.closeFirst(programs, firstStart);
    this.nodes[firstStart] = first;
    const laterStart = this.addStart();
    this.nodes[laterStart] = this.closeLater(programs, first, laterStart);
    return { firstStart, laterStart };
  }

  /** The program that a node belongs to; -1 for a start. */
  programOf(id: number): number {
    return this.nodeSources[id - this.programCount - 2]?.program ?? -1;
  }

  /**
   * The sets of some of the programs, by their places among all, and whether what stands around a place
   * counts.
   */
  needsOf(programs: readonly number[]): { readonly sets: readonly number[]; readonly tellsKinds: boolean } {
    return {
      sets: [...new Set(programs.flatMap((program) => [...(this.setIndex[program] ?? [])]))],
      tellsKinds: programs.some((program) => this.programs[program]?.op.includes(ASSERT) === true),
    };
  }

  get nodeCount(): number {
    return this.nodes.length;
  }

  nodeAt(id: number): AutomatonNode {
    const known = this.nodes[id];
    if (known !== undefined) return known;
    const source = this.nodeSources[id - this.programCount - 2];
    const node = this.finish([source ?? { program: 0, pc: 0 }], ANYWHERE, id);
    this.nodes[id] = node;
    return node;
  }

  private addStart(): number {
    this.nodeSources.push({ program: -1, pc: 0 });
    return this.nodes.push(undefined) - 1;
  }

  private closeFirst(programs: readonly number[], id: number): AutomatonNode {
    return this.finish(
      programs.map((program) => ({ program, pc: 0 })),
      ANYWHERE,
      id,
    );
  }

  /**
   * Behind the first byte, what needs the edge before it is out, and what matches the empty string has
   * matched.
   */
  private closeLater(programs: readonly number[], first: AutomatonNode, id: number): AutomatonNode {
    const isDone = (program: number): boolean =>
      !this.keepsLonger &&
      first.accepts.some((each, at) => each === program && first.acceptContexts[at] === ANYWHERE);
    return this.finish(
      programs.filter((program) => !isDone(program)).map((program) => ({ program, pc: 0 })),
      NOT_AT_EDGE,
      id,
    );
  }

  private finish(
    sources: readonly { readonly program: number; readonly pc: number }[],
    within: number,
    id: number,
  ): AutomatonNode {
    edges.clear();
    accepts.clear();
    for (const { program, pc } of sources) this.close(program, pc, within);
    const edgeCount = edges.length / EDGE_NUMBERS;
    const classStarts = edgeCount < MANY_EDGES ? undefined : this.classStarts;
    const listed = classStarts === undefined ? edges : this.listByClass(classStarts);
    this.closingSteps += listed.length / EDGE_NUMBERS;
    if (classStarts !== undefined) this.closingSteps += edgeCount * this.classes.count;
    this.tables.grow(this.nodes.length);
    this.tables.setEdges(id, listed, classStarts);
    this.tables.accepts[id] = accepts.length > 0 ? 1 : 0;
    // A start is never taken for what begins everywhere: it is that.
    this.noteLiveClasses(id, accepts.length > 0 || this.programOf(id) < 0);
    return this.nodeOfLists();
  }

  /** What the lists say of a node besides its edges. */
  private nodeOfLists(): AutomatonNode {
    let isPlain = accepts.length === 0;
    let pairs = 0;
    for (let at = 2; at < edges.length; at += EDGE_NUMBERS) {
      const contexts = edges.at(at);
      if (contexts === ANYWHERE) continue;
      isPlain = false;
      pairs |= pairsToldApart(contexts);
    }
    if (isPlain) return PLAIN_NODE;
    const programs = new Int32Array(accepts.length >>> 1);
    const acceptContexts = new Int32Array(programs.length);
    let acceptsNow = -1;
    for (let each = programs.length - 1; each >= 0; each--) {
      const contexts = accepts.at(each * 2 + 1);
      programs[each] = accepts.at(each * 2);
      acceptContexts[each] = contexts;
      pairs |= pairsToldApart(contexts);
      if (contexts === ANYWHERE) acceptsNow = accepts.at(each * 2);
    }
    return { accepts: programs, acceptContexts, acceptsNow: this.keepsLonger ? -1 : acceptsNow, pairs };
  }

  /** @param isAll for all of them */
  private noteLiveClasses(id: number, isAll: boolean): void {
    const { live, liveWords } = this.tables;
    const at = id * liveWords;
    if (isAll) live.fill(0xffffffff, at, at + liveWords);
    for (let edge = 0; edge < edges.length; edge += EDGE_NUMBERS) {
      const own = edges.at(edge) * liveWords;
      for (let word = 0; word < liveWords; word++)
        live[at + word] = (live[at + word] ?? 0) | (this.setClasses[own + word] ?? 0);
    }
  }

  /** Adds to the lists what takes a byte or matches, as it is reached from `start`. */
  private close(program: number, start: number, within: number): void {
    const { op, x, y } = this.programs[program] ?? noProgram;
    const { reached } = this;
    touched.clear();
    stack.clear();
    stack.push(start);
    stack.push(within);
    while (stack.length > 0) {
      const held = stack.pop();
      const pc = stack.pop();
      const before = reached[pc] ?? 0;
      if ((held & ~before) === 0) continue;
      if (before === 0) touched.push(pc);
      reached[pc] = before | held;
      this.pushOnward(op[pc] ?? MATCH, x[pc] ?? 0, y[pc] ?? 0, held);
    }
    this.closingSteps += touched.length;
    for (let at = 0; at < touched.length; at++) {
      const pc = touched.at(at);
      const contexts = reached[pc] ?? 0;
      reached[pc] = 0;
      this.follow(program, pc, contexts === within ? ANYWHERE : contexts);
    }
  }

  /** Where an instruction that takes nothing goes on. */
  private pushOnward(op: number, next: number, other: number, held: number): void {
    switch (op) {
      case SPLIT:
        stack.push(other);
        stack.push(held);
        stack.push(next);
        stack.push(held);
        return;
      case JUMP:
      case SAVE:
        stack.push(next);
        stack.push(held);
        return;
      case ASSERT:
        stack.push(next);
        stack.push(held & (this.isBackwards ? transposed(other) : other));
    }
  }

  private follow(program: number, pc: number, contexts: number): void {
    const { op, x, y } = this.programs[program] ?? noProgram;
    if (op[pc] === MATCH) {
      accepts.push(program);
      accepts.push(contexts);
    } else if (op[pc] === BYTES || op[pc] === BYTES_BACK) {
      edges.push(this.setIndex[program]?.[y[pc] ?? 0] ?? 0);
      edges.push(this.nodeFor(program, x[pc] ?? 0));
      edges.push(contexts);
    }
  }

  /** Places from which only jumps lead on are the places that these lead to. */
  private nodeFor(program: number, pc: number): number {
    const { op, x } = this.programs[program] ?? noProgram;
    let place = pc;
    while (op[place] === JUMP || op[place] === SAVE) place = x[place] ?? 0;
    const at = (this.bases[program] ?? 0) + place;
    const known = this.nodeOfPc[at] ?? -1;
    if (known >= 0) return known;
    const id = this.nodes.length;
    this.nodes.push(undefined);
    this.nodeSources.push({ program, pc: place });
    this.nodeOfPc[at] = id;
    return id;
  }

  /** Each edge once for each class that its set holds. */
  private listByClass(starts: Int32Array): IntList {
    const { count, members } = this.classes;
    byClass.clear();
    for (let one = 0; one < count; one++) {
      starts[one] = byClass.length / EDGE_NUMBERS;
      for (let edge = 0; edge < edges.length; edge += EDGE_NUMBERS) {
        if (members[edges.at(edge) * count + one] !== 1) continue;
        for (let at = edge; at < edge + EDGE_NUMBERS; at++) byClass.push(edges.at(at));
      }
    }
    starts[count] = byClass.length / EDGE_NUMBERS;
    return byClass;
  }
}

/** Of the node that is being closed: its edges, the same by class, and programs with their contexts. */
const edges = new IntList();
const byClass = new IntList();
const accepts = new IntList();
/** Places still to be gone to, with their contexts, and those that were. */
const stack = new IntList();
const touched = new IntList();

const noProgram: Program = {
  op: new Uint8Array(0),
  x: new Int32Array(0),
  y: new Int32Array(0),
  z: new Int32Array(0),
  sets: [],
  slotCount: 0,
};

/** All contexts but those with the edge before the place. */
const NOT_AT_EDGE = ANYWHERE & ~0xf;

function transposed(contexts: number): number {
  let turned = 0;
  for (let before = EDGE; before <= OTHER; before++) {
    for (let after = EDGE; after <= OTHER; after++) {
      if ((contexts & contextBit(before, after)) !== 0) turned |= contextBit(after, before);
    }
  }
  return turned;
}

/** Of two kinds of the byte before a place: one bit of six. */
export const pairBit = (low: number, high: number): number => 1 << (low * 3 + high - 1);

function pairsToldApart(contexts: number): number {
  if (contexts === ANYWHERE) return 0;
  let pairs = 0;
  for (let low = EDGE; low <= OTHER; low++) {
    for (let high = low + 1; high <= OTHER; high++) {
      if (((contexts >>> (low * 4)) & 0xf) !== ((contexts >>> (high * 4)) & 0xf)) pairs |= pairBit(low, high);
    }
  }
  return pairs;
}

/** @param words to a set */
function classesOfSets({ count, members }: ByteClasses, setCount: number, words: number): Uint32Array {
  const all = new Uint32Array(setCount * words);
  for (let set = 0; set < setCount; set++) {
    for (let one = 0; one < count; one++) {
      if (members[set * count + one] !== 1) continue;
      const at = set * words + (one >>> 5);
      all[at] = (all[at] ?? 0) | (1 << (one & 31));
    }
  }
  return all;
}

/** The different sets of all programs, and for each program where its own stand among them. */
function mergeSets(programs: readonly Program[]): {
  readonly sets: readonly ByteSet[];
  readonly indexes: readonly Int32Array[];
} {
  const distinct = new DistinctSets();
  const indexes = programs.map((program) => Int32Array.from(program.sets, (set) => distinct.indexOf(set)));
  return { sets: distinct.sets, indexes };
}
