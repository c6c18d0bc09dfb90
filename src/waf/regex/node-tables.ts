// An automaton's nodes as flat tables, which all sets of nodes share: to follow the edges of a node touches
// a few places of memory, and no objects. Grows as nodes are closed; what marks sets is for one set at a
// time.

import type { IntList } from "./int-list.ts";

/** How many numbers an edge has in a list: its set, its target and its contexts. */
export const EDGE_NUMBERS = 3;

const FIRST_NODES = 16;
const FIRST_EDGES = 64;

export class NodeTables {
  /** The generation in which a node was last added to a set. */
  marks = new Int32Array(FIRST_NODES);
  /** What stands for it in sets, plus one; 0 where that is not known. */
  standIns = new Int32Array(FIRST_NODES);
  /** Its pairs of kinds. */
  pairs = new Uint16Array(FIRST_NODES);
  /** 1 where a program may match there. */
  accepts = new Uint8Array(FIRST_NODES);
  /** Where its edges begin and end. */
  edgesFrom = new Int32Array(FIRST_NODES);
  edgesTo = new Int32Array(FIRST_NODES);
  /**
   * Of a node with many edges, which stand by class: where in `classStarts` it is said where those of each
   * begin; 0 for others.
   */
  classRows = new Int32Array(FIRST_NODES);
  /**
   * Its classes, 32 to a word: 1 where a byte of one leads on from there, or a program may match before it.
   */
  live: Uint32Array;
  readonly liveWords: number;
  edgeSets = new Int32Array(FIRST_EDGES);
  edgeTargets = new Int32Array(FIRST_EDGES);
  edgeContexts = new Int32Array(FIRST_EDGES);
  classStarts = new Int32Array(FIRST_EDGES);
  generation = 0;
  private edgeCount = 0;
  private classStartCount = 1;

  /** @param classCount of bytes */
  constructor(classCount: number) {
    this.liveWords = (classCount >>> 5) + 1;
    this.live = new Uint32Array(FIRST_NODES * this.liveWords);
  }

  /** Of the set at hand: its nodes are those that are marked with the new generation. */
  beginSet(): void {
    this.generation++;
    if (this.generation < 0x7fffffff) return;
    this.marks.fill(0);
    this.generation = 1;
  }

  /**
   * @param edges three numbers each, one edge behind the other
   * @param starts of edges that stand by class: where those of each begin among them, and the end
   */
  setEdges(id: number, edges: IntList, starts: Int32Array | undefined): void {
    const first = this.edgeCount;
    const count = edges.length / EDGE_NUMBERS;
    this.edgeCount += count;
    this.edgeSets = roomFor(this.edgeSets, this.edgeCount);
    this.edgeTargets = roomFor(this.edgeTargets, this.edgeCount);
    this.edgeContexts = roomFor(this.edgeContexts, this.edgeCount);
    for (let edge = 0; edge < count; edge++) {
      const at = edge * EDGE_NUMBERS;
      this.edgeSets[first + edge] = edges.at(at);
      this.edgeTargets[first + edge] = edges.at(at + 1);
      this.edgeContexts[first + edge] = edges.at(at + 2);
    }
    this.edgesFrom[id] = first;
    this.edgesTo[id] = this.edgeCount;
    if (starts === undefined) return;
    const row = this.classStartCount;
    this.classStartCount += starts.length;
    this.classStarts = roomFor(this.classStarts, this.classStartCount);
    for (let one = 0; one < starts.length; one++) this.classStarts[row + one] = first + (starts[one] ?? 0);
    this.classRows[id] = row;
  }

  grow(count: number): void {
    if (count <= this.marks.length) return;
    const length = count + (count >>> 1) + FIRST_NODES;
    this.marks = grown(this.marks, length);
    this.standIns = grown(this.standIns, length);
    this.edgesFrom = grown(this.edgesFrom, length);
    this.edgesTo = grown(this.edgesTo, length);
    this.classRows = grown(this.classRows, length);
    const { pairs, accepts, live } = this;
    this.pairs = new Uint16Array(length);
    this.pairs.set(pairs);
    this.accepts = new Uint8Array(length);
    this.accepts.set(accepts);
    this.live = new Uint32Array(length * this.liveWords);
    this.live.set(live);
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}

const roomFor = (array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> =>
  length <= array.length ? array : grown(array, Math.max(length, array.length * 2));
