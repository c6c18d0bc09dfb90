// Looks for thousands of phrases at once (Aho and Corasick), without regard to ASCII case: what `@pm` and
// `@pmFromFile` do. Linear in the value, however many phrases there are. Small: its steps lie in one hash
// table.

import { spend, work } from "../cost/work-meter.ts";

const ROOT = 0;
/** In memory that is new, all is zero: what is kept is one more, and nothing has to be filled. */
const FREE = 0;

/** Of what is done in one step of building. */
const PHRASES_AT_ONCE = 64;
const NODES_AT_ONCE = 2048;
const SLOTS_AT_ONCE = 16_384;
/** A power of two, as all that come of it. */
const FIRST_SLOTS = 64;

export class PhraseSet {
  private readonly phrases: readonly string[];
  /** Steps from a node by a byte: `node * 256 + byte + 1`, and where to. */
  private stepKeys = new Int32Array(FIRST_SLOTS);
  private stepTargets = new Int32Array(FIRST_SLOTS);
  private stepCount = 0;
  private nodeCount = 1;
  /**
   * By node: the node of the longest other end of it that begins a phrase; one more than the number of the
   * longest phrase that ends there.
   */
  private fails = new Int32Array(0);
  private ends = new Int32Array(0);
  private readonly rootSteps = new Int32Array(256);
  private readonly isEmptyPhraseIn: boolean;

  private constructor(phrases: readonly string[]) {
    this.phrases = phrases;
    this.isEmptyPhraseIn = phrases.includes("");
  }

  /** In small steps. @param phrases latin1 strings */
  static *build(phrases: readonly string[]): Generator<undefined, PhraseSet> {
    const set = new PhraseSet(phrases);
    const lastNodes: number[] = [];
    for (const phrase of phrases) {
      while (set.stepKeys.length < (set.stepCount + phrase.length) * 2) yield* set.grow();
      lastNodes.push(set.add(phrase));
      if (lastNodes.length % PHRASES_AT_ONCE === 0) yield;
    }
    set.fails = new Int32Array(set.nodeCount);
    set.ends = new Int32Array(set.nodeCount);
    for (const [index, node] of lastNodes.entries()) {
      if (node !== ROOT && set.ends[node] === FREE) set.ends[node] = index + 1;
    }
    yield;
    yield* set.link();
    return set;
  }

  /** The phrase, as it was given, whose place in the input ends first; of several, the longest. */
  find(input: string): string | undefined {
    if (this.isEmptyPhraseIn) return "";
    spend(work.searchedByte * input.length);
    const { rootSteps, ends } = this;
    let node = ROOT;
    for (let at = 0; at < input.length; at++) {
      const byte = folded(input.charCodeAt(at) & 0xff);
      node = node === ROOT ? (rootSteps[byte] ?? ROOT) : this.stepFrom(node, byte);
      const end = ends[node] ?? FREE;
      if (end !== FREE) return this.phrases[end - 1];
    }
    return undefined;
  }

  get memoryBytes(): number {
    const arrays = [this.stepKeys, this.stepTargets, this.fails, this.ends, this.rootSteps];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  private stepFrom(start: number, byte: number): number {
    for (let node = start; node !== ROOT; node = this.fails[node] ?? ROOT) {
      const target = this.targetOf(node, byte);
      if (target !== ROOT) return target;
    }
    return this.rootSteps[byte] ?? ROOT;
  }

  /** ROOT where no step leads on. */
  private targetOf(node: number, byte: number): number {
    return this.stepTargets[this.slotOf(keyOf(node, byte))] ?? ROOT;
  }

  private slotOf(key: number): number {
    const { stepKeys } = this;
    const mask = stepKeys.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    while (stepKeys[slot] !== key && stepKeys[slot] !== FREE) slot = (slot + 1) & mask;
    return slot;
  }

  /** The node in which the phrase ends. */
  private add(phrase: string): number {
    let node = ROOT;
    for (let at = 0; at < phrase.length; at++) {
      const byte = folded(phrase.charCodeAt(at) & 0xff);
      let next = this.targetOf(node, byte);
      if (next === ROOT) {
        next = this.nodeCount++;
        const key = keyOf(node, byte);
        const slot = this.slotOf(key);
        this.stepKeys[slot] = key;
        this.stepTargets[slot] = next;
        this.stepCount++;
        if (node === ROOT) this.rootSteps[byte] = next;
      }
      node = next;
    }
    return node;
  }

  /** Breadth first: a node's fail is shorter than the node, and done before it. */
  private *link(): Generator<undefined, void> {
    const { fails, ends } = this;
    const { first, next, bytes } = yield* this.children();
    const queue = new Int32Array(this.nodeCount);
    let last = 1;
    for (let place = 0; place < last; place++) {
      if (place % NODES_AT_ONCE === NODES_AT_ONCE - 1) yield;
      const parent = queue[place] ?? ROOT;
      for (let child = first[parent] ?? ROOT; child !== ROOT; child = next[child] ?? ROOT) {
        const fail = parent === ROOT ? ROOT : this.stepFrom(fails[parent] ?? ROOT, bytes[child] ?? 0);
        fails[child] = fail;
        if (ends[child] === FREE) ends[child] = ends[fail] ?? FREE;
        queue[last++] = child;
      }
    }
  }

  /** By node: the first of those that it leads to, the next one beside it, and the byte that leads to it. */
  private *children(): Generator<undefined, Children> {
    const first = new Int32Array(this.nodeCount);
    const next = new Int32Array(this.nodeCount);
    const bytes = new Uint8Array(this.nodeCount);
    const { stepKeys, stepTargets } = this;
    for (let slot = 0; slot < stepKeys.length; slot++) {
      if (slot % SLOTS_AT_ONCE === SLOTS_AT_ONCE - 1) yield;
      const key = stepKeys[slot] ?? FREE;
      if (key === FREE) continue;
      const child = stepTargets[slot] ?? ROOT;
      const parent = (key - 1) >>> 8;
      bytes[child] = (key - 1) & 0xff;
      next[child] = first[parent] ?? ROOT;
      first[parent] = child;
    }
    return { first, next, bytes };
  }

  /** Gives the steps more room. In small steps. */
  private *grow(): Generator<undefined, void> {
    const { stepKeys, stepTargets } = this;
    this.stepKeys = new Int32Array(stepKeys.length * 2);
    this.stepTargets = new Int32Array(stepKeys.length * 2);
    for (let old = 0; old < stepKeys.length; old++) {
      if (old % SLOTS_AT_ONCE === SLOTS_AT_ONCE - 1) yield;
      const key = stepKeys[old] ?? FREE;
      if (key === FREE) continue;
      const slot = this.slotOf(key);
      this.stepKeys[slot] = key;
      this.stepTargets[slot] = stepTargets[old] ?? ROOT;
    }
  }
}

type Children = Readonly<Record<"first" | "next", Int32Array>> & { readonly bytes: Uint8Array };

const keyOf = (node: number, byte: number): number => node * 256 + byte + 1;

const folded = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
