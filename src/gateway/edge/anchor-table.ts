// The anchors of one variable: which rules a value of it calls up. A look-up costs the same for ten rules as
// for a thousand, but for the different lengths of the beginnings and the different networks.

import type { AddressList } from "#network/address-list.ts";
import type { AnchorTest } from "./anchor.ts";
import type { EdgeView } from "./edge-view.ts";
import type { RuleBits } from "./rule-bits.ts";
import { finderSize, WordFinder } from "./word-finder.ts";

type Rules = number[];

/** 16 MB in each worker. */
const MAX_FINDER_SIZE = 4 * 1024 * 1024;

export class AnchorTable {
  readonly #slot: number;
  readonly #there: Rules = [];
  readonly #exact = new TextAnchors();
  readonly #folded = new TextAnchors();
  readonly #networks = new Map<number, { readonly set: AddressList; readonly rules: Rules }>();

  /** @param slot where views have the variable's values */
  constructor(slot: number) {
    this.#slot = slot;
  }

  add(test: AnchorTest, rule: number, networks: readonly AddressList[]): void {
    switch (test.kind) {
      case "there":
        this.#there.push(rule);
        return;
      case "network": {
        const set = networks[test.network];
        if (set === undefined) throw new Error("an edge rule names a network that the snapshot lacks");
        const known = this.#networks.get(test.network) ?? { set, rules: [] };
        known.rules.push(rule);
        this.#networks.set(test.network, known);
        return;
      }
      default:
        if (test.ignoreCase) this.#folded.add(test.kind, test.text.toLowerCase(), rule);
        else this.#exact.add(test.kind, test.text, rule);
    }
  }

  /** All anchors are added. */
  seal(): void {
    this.#exact.seal();
    this.#folded.seal();
  }

  /** Marks the rules that the value of a request calls up. */
  mark(view: EdgeView, bits: RuleBits): void {
    bits.addAll(this.#there);
    if (this.#exact.isEmpty && this.#folded.isEmpty && this.#networks.size === 0) return;
    const value = view.valueAt(this.#slot);
    if (value === undefined) return;
    this.#exact.mark(value, bits);
    if (!this.#folded.isEmpty) this.#folded.mark(value.toLowerCase(), bits);
    for (const { set, rules } of this.#networks.values()) {
      if (set.holds(value)) bits.addAll(rules);
    }
  }
}

class TextAnchors {
  readonly #equal = new Map<string, Rules>();
  /** By the length of the beginning. */
  readonly #starts = new Map<number, Map<string, Rules>>();
  readonly #words = new Map<string, Rules>();
  #finder: WordFinder | undefined;
  /** Of words that are too many for a finder. */
  readonly #unsought: Rules = [];

  get isEmpty(): boolean {
    return this.#equal.size === 0 && this.#starts.size === 0 && this.#words.size === 0;
  }

  add(kind: "equals" | "starts" | "contains", text: string, rule: number): void {
    const map = this.#mapOf(kind, text.length);
    const rules = map.get(text);
    if (rules === undefined) map.set(text, [rule]);
    else rules.push(rule);
  }

  #mapOf(kind: "equals" | "starts" | "contains", length: number): Map<string, Rules> {
    if (kind === "equals") return this.#equal;
    if (kind === "contains") return this.#words;
    const starts = this.#starts.get(length) ?? new Map<string, Rules>();
    this.#starts.set(length, starts);
    return starts;
  }

  /** All anchors are added. */
  seal(): void {
    if (this.#words.size === 0) return;
    if (finderSize(this.#words.keys()) <= MAX_FINDER_SIZE) this.#finder = new WordFinder(this.#words);
    else for (const rules of this.#words.values()) this.#unsought.push(...rules);
  }

  mark(value: string, bits: RuleBits): void {
    const equal = this.#equal.get(value);
    if (equal !== undefined) bits.addAll(equal);
    for (const [length, starts] of this.#starts) {
      if (length > value.length) continue;
      const rules = starts.get(value.slice(0, length));
      if (rules !== undefined) bits.addAll(rules);
    }
    this.#finder?.find(value, bits);
    bits.addAll(this.#unsought);
  }
}
