// Looks for thousands of phrases at once (Aho and Corasick), without regard to ASCII case: what `@pm` and
// `@pmFromFile` do. Linear in the value, however many phrases there are. Small: its steps lie in one hash
// table.

import { spend, work } from "../cost/work-meter.ts";

const ROOT = 0;
const FREE = -1;

/** Of what is done in one step of building. */
const PHRASES_AT_ONCE = 128;
const NODES_AT_ONCE = 4096;

export class PhraseSet {
  private readonly phrases: readonly string[];
  /** Steps from a node by a byte: `node * 256 + byte`, and where to. */
  private stepKeys: Int32Array;
  private stepTargets: Int32Array;
  private stepCount = 0;
  private nodeCount = 1;
  /**
   * By node: the node of the longest other end of it that begins a phrase; the longest phrase that ends
   * there.
   */
  private fails: Int32Array;
  private ends: Int32Array;
  private readonly rootSteps = new Int32Array(256);
  private readonly isEmptyPhraseIn: boolean;

  private constructor(phrases: readonly string[]) {
    const total = phrases.reduce((sum, phrase) => sum + phrase.length, 1);
    const slots = 2 ** Math.ceil(Math.log2(total * 2 + 2));
    this.phrases = phrases;
    this.stepKeys = new Int32Array(slots).fill(FREE);
    this.stepTargets = new Int32Array(slots);
    this.fails = new Int32Array(total);
    this.ends = new Int32Array(total).fill(FREE);
    this.isEmptyPhraseIn = phrases.includes("");
  }

  /** In small steps. @param phrases latin1 strings */
  static *build(phrases: readonly string[]): Generator<undefined, PhraseSet> {
    const set = new PhraseSet(phrases);
    for (const [index, phrase] of phrases.entries()) {
      set.add(phrase, index);
      if (index % PHRASES_AT_ONCE === PHRASES_AT_ONCE - 1) yield;
    }
    yield* set.link();
    yield;
    set.shrink();
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
      if (end !== FREE) return this.phrases[end];
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
      if (target !== FREE) return target;
    }
    return this.rootSteps[byte] ?? ROOT;
  }

  private targetOf(node: number, byte: number): number {
    const slot = this.slotOf(node * 256 + byte);
    return this.stepKeys[slot] === FREE ? FREE : (this.stepTargets[slot] ?? FREE);
  }

  private slotOf(key: number): number {
    const { stepKeys } = this;
    const mask = stepKeys.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    while (stepKeys[slot] !== key && stepKeys[slot] !== FREE) slot = (slot + 1) & mask;
    return slot;
  }

  private add(phrase: string, index: number): void {
    let node = ROOT;
    for (let at = 0; at < phrase.length; at++) {
      const byte = folded(phrase.charCodeAt(at) & 0xff);
      let next = this.targetOf(node, byte);
      if (next === FREE) {
        next = this.nodeCount++;
        const slot = this.slotOf(node * 256 + byte);
        this.stepKeys[slot] = node * 256 + byte;
        this.stepTargets[slot] = next;
        this.stepCount++;
        if (node === ROOT) this.rootSteps[byte] = next;
      }
      node = next;
    }
    if (node !== ROOT && this.ends[node] === FREE) this.ends[node] = index;
  }

  /** Breadth first: a node's fail is shorter than the node, and done before it. */
  private *link(): Generator<undefined, void> {
    const { fails, ends } = this;
    const { first, next, bytes } = this.children();
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
  private children(): Readonly<Record<"first" | "next", Int32Array>> & { readonly bytes: Uint8Array } {
    const first = new Int32Array(this.nodeCount).fill(ROOT);
    const next = new Int32Array(this.nodeCount).fill(ROOT);
    const bytes = new Uint8Array(this.nodeCount);
    const { stepKeys, stepTargets } = this;
    for (let slot = 0; slot < stepKeys.length; slot++) {
      const key = stepKeys[slot] ?? FREE;
      if (key === FREE) continue;
      const child = stepTargets[slot] ?? ROOT;
      bytes[child] = key & 0xff;
      next[child] = first[key >>> 8] ?? ROOT;
      first[key >>> 8] = child;
    }
    return { first, next, bytes };
  }

  /** Phrases that begin alike need fewer nodes than they have chars. */
  private shrink(): void {
    this.fails = this.fails.slice(0, this.nodeCount);
    this.ends = this.ends.slice(0, this.nodeCount);
    const { stepKeys, stepTargets } = this;
    const slots = 2 ** Math.ceil(Math.log2(this.stepCount * 2 + 2));
    if (slots >= stepKeys.length) return;
    this.stepKeys = new Int32Array(slots).fill(FREE);
    this.stepTargets = new Int32Array(slots);
    stepKeys.forEach((key, old) => {
      if (key === FREE) return;
      const slot = this.slotOf(key);
      this.stepKeys[slot] = key;
      this.stepTargets[slot] = stepTargets[old] ?? ROOT;
    });
  }
}

const folded = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
