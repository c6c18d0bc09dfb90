// Finds, for one value, the rules that may match it: one reading for its bytes, then one scan for each
// distinct text that transformations make of it. Never misses a rule; what it names is evaluated exactly.
// Verdicts on values that come again are remembered.

import { knownUnits, spend, work } from "../../cost/work-meter.ts";
import { bytesOfInput } from "../../regex/input-bytes.ts";
import type { ClusterSubset, ScanSet } from "../../regex/scan-set.ts";
import type { Transformation, TransformationSettings } from "../../transformation/transformation.ts";
import { type ByteMask, intersects, newByteMask, readByteMask } from "./byte-mask.ts";
import type { DecodeGate } from "./decode-gate.ts";
import type { TrieNode } from "./pipeline-trie.ts";
import {
  addBits,
  addCommon,
  clearBits,
  hasBit,
  isEmpty,
  keepCommon,
  newRuleBits,
  type RuleBits,
} from "./rule-bits.ts";
import type { ScanHits } from "./scan-hits.ts";
import { type Judgement, VerdictMemory } from "./verdict-memory.ts";
import { CLEAN, DERIVED, UNKNOWN, type WordValues } from "./word-values.ts";

/** @param mask the bytes of the value */
export type ValueTest = (value: string, mask: ByteMask) => boolean;

/** A rule that is not in an automaton: its operator itself says whether it matches. */
export type DirectTest = { readonly bit: number; readonly test: ValueTest };

/** One distinct text, and the rules that look at it. */
type Variant = {
  value: string;
  readonly mask: ByteMask;
  readonly rules: RuleBits;
  /** What came of it, by transformation: lists that differ before have the same ones behind. A few. */
  readonly applied: Transformation[];
  readonly results: Variant[];
};

export class ValueScanner {
  private readonly trie: TrieNode;
  /** Of the rules that alone may match words which others do not. */
  private readonly derivedTrie: TrieNode;
  private readonly set: ScanSet;
  private readonly clusters: ClusterSubset;
  private readonly tests: readonly DirectTest[];
  /** Rules that are in one of the automata. */
  private readonly scanned: RuleBits;
  private readonly settings: TransformationSettings;
  private readonly words: WordValues | undefined;
  private readonly memory = new VerdictMemory();
  private readonly none: RuleBits;
  private readonly found: RuleBits;
  private readonly wanted: RuleBits;
  private readonly verdict: RuleBits;
  private readonly variants: Variant[] = [];
  private variantCount = 0;

  constructor(
    trie: TrieNode,
    derivedTrie: TrieNode,
    set: ScanSet,
    tests: readonly DirectTest[],
    scanned: RuleBits,
    settings: TransformationSettings,
    words: WordValues | undefined,
  ) {
    this.trie = trie;
    this.derivedTrie = derivedTrie;
    this.set = set;
    this.clusters = set.subsetFor(scanned);
    this.tests = tests;
    this.scanned = scanned;
    this.settings = settings;
    this.words = words;
    const ruleCount = scanned.length * 32;
    this.none = newRuleBits(ruleCount);
    this.found = newRuleBits(ruleCount);
    this.wanted = newRuleBits(ruleCount);
    this.verdict = newRuleBits(ruleCount);
  }

  /**
   * Adds to `hits` the rules that may match.
   * @param isSecret it is remembered by a keyed hash alone, as long values are: never by itself
   */
  scan(value: string, hits: ScanHits, isSecret: boolean): void {
    const look = this.words === undefined ? UNKNOWN : this.words.look(value);
    if (look === CLEAN) return;
    let judgement = this.memory.find(value, isSecret);
    if (judgement === undefined) {
      judgement = this.judge(value, look === DERIVED ? this.derivedTrie : this.trie);
      this.memory.keep(judgement);
    } else {
      // The same request has the same verdict, whatever came before it.
      spend(judgement.units);
    }
    if (judgement.rules !== this.none) hits.add(value, judgement.rules);
  }

  private judge(value: string, trie: TrieNode): Judgement {
    clearBits(this.verdict);
    this.variantCount = 0;
    try {
      const before = knownUnits();
      this.judgeVariants(value, trie);
      const units = knownUnits() - before;
      return { rules: isEmpty(this.verdict) ? this.none : this.verdict.slice(), units };
    } finally {
      // Nothing of a request stays behind in the scanner.
      for (let i = 0; i < this.variantCount; i++) {
        const variant = this.variants[i];
        if (variant !== undefined) variant.value = "";
      }
    }
  }

  private judgeVariants(value: string, trie: TrieNode): void {
    this.walk(trie, this.addVariant(value));
    for (let i = 0; i < this.variantCount; i++) {
      const variant = this.variants[i];
      if (variant !== undefined) this.judgeVariant(variant);
    }
  }

  private judgeVariant({ value, mask, rules }: Variant): void {
    if (keepCommon(this.wanted, rules, this.scanned)) {
      clearBits(this.found);
      this.set.scan(value, this.found, mask, this.wanted, this.clusters);
      addCommon(this.verdict, this.found, this.wanted);
    }
    for (const { bit, test } of this.tests) {
      if (!hasBit(rules, bit)) continue;
      spend(work.look + work.byte * value.length);
      if (test(value, mask)) this.verdict[bit >> 5] = (this.verdict[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  private walk(node: TrieNode, variant: Variant): void {
    addBits(variant.rules, node.own);
    const { value, mask } = variant;
    const isEmptyText = value === "";
    for (const child of node.children) {
      const isTouched = isEmptyText
        ? child.subtreeAftermath.fillsEmpty
        : intersects(mask, child.subtreeTriggers);
      const isChanged = isEmptyText ? child.fillsEmpty : intersects(mask, child.triggers);
      if (!isTouched) addBits(variant.rules, child.subtreeOwn);
      else if (child.apply === undefined || !isChanged) this.walk(child, variant);
      else if (child.gate === undefined || this.isOpen(child.gate, value))
        this.walk(child, this.resultOf(variant, child.apply));
    }
  }

  private isOpen(gate: DecodeGate, value: string): boolean {
    spend(work.look + work.transformedByte * value.length);
    return gate.isOpen(value);
  }

  private resultOf(variant: Variant, apply: Transformation): Variant {
    const at = variant.applied.indexOf(apply);
    const known = at < 0 ? undefined : variant.results[at];
    if (known !== undefined) return known;
    const { value } = variant;
    spend(work.transformedByte * value.length);
    const result = this.transformed(variant, apply(value, this.settings));
    variant.applied.push(apply);
    variant.results.push(result);
    return result;
  }

  private transformed(variant: Variant, value: string): Variant {
    if (value === variant.value) return variant;
    for (let i = 0; i < this.variantCount; i++) {
      const known = this.variants[i];
      if (known?.value === value) return known;
    }
    return this.addVariant(value);
  }

  private addVariant(value: string): Variant {
    let variant = this.variants[this.variantCount];
    if (variant === undefined) {
      variant = {
        value,
        mask: newByteMask(),
        rules: newRuleBits(this.scanned.length * 32),
        applied: [],
        results: [],
      };
      this.variants.push(variant);
    } else {
      variant.value = value;
      clearBits(variant.rules);
      variant.applied.length = 0;
      variant.results.length = 0;
    }
    this.variantCount++;
    spend(work.text + work.byte * value.length);
    readByteMask(bytesOfInput(value), value.length, variant.mask);
    return variant;
  }
}
