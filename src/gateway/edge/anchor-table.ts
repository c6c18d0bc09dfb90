// The anchors of one variable: which rules a value of it calls up. A look-up costs the same for ten rules as
// for a thousand, but for the different networks.

import type { AddressList } from "#network/address-list.ts";
import type { AnchorTest } from "./anchor.ts";
import { Beginnings } from "./beginnings.ts";
import type { EdgeView } from "./edge-view.ts";
import type { RuleBits } from "./rule-bits.ts";
import { finderSize, WordFinder } from "./word-finder.ts";

type Rules = number[];

/** A network, and the rules that ask for it. */
type Holder = { readonly set: AddressList; readonly rules: Rules };

/** 16 MB in each worker. */
const MAX_FINDER_SIZE = 4 * 1024 * 1024;

export class AnchorTable {
  readonly #slot: number;
  readonly #there: Rules = [];
  readonly #exact = new TextAnchors();
  readonly #folded = new TextAnchors();
  readonly #networks = new Map<number, Holder>();
  #holders: readonly Holder[] = [];
  #needsValue = false;

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
    this.#holders = [...this.#networks.values()];
    this.#needsValue = !this.#exact.isEmpty || !this.#folded.isEmpty || this.#holders.length > 0;
  }

  /** Marks the rules that the value of a request calls up. */
  mark(view: EdgeView, bits: RuleBits): void {
    if (this.#there.length > 0) bits.addAll(this.#there);
    if (!this.#needsValue) return;
    const value = view.valueAt(this.#slot);
    if (value === undefined) return;
    if (!this.#exact.isEmpty) this.#exact.mark(value, bits);
    if (!this.#folded.isEmpty) this.#folded.mark(value.toLowerCase(), bits);
    for (const { set, rules } of this.#holders) {
      if (set.holds(value)) bits.addAll(rules);
    }
  }
}

class TextAnchors {
  readonly #equal = new Map<string, Rules>();
  readonly #starts = new Beginnings();
  readonly #words = new Map<string, Rules>();
  #finder: WordFinder | undefined;
  /** Of words that are too many for a finder. */
  readonly #unsought: Rules = [];
  isEmpty = true;

  add(kind: "equals" | "starts" | "contains", text: string, rule: number): void {
    this.isEmpty = false;
    if (kind === "starts") {
      this.#starts.add(text, rule);
      return;
    }
    const map = kind === "equals" ? this.#equal : this.#words;
    const rules = map.get(text);
    if (rules === undefined) map.set(text, [rule]);
    else rules.push(rule);
  }

  /** All anchors are added. */
  seal(): void {
    if (this.#words.size === 0) return;
    if (finderSize(this.#words.keys()) <= MAX_FINDER_SIZE) this.#finder = new WordFinder(this.#words);
    else for (const rules of this.#words.values()) this.#unsought.push(...rules);
  }

  mark(value: string, bits: RuleBits): void {
    if (this.#equal.size > 0) {
      const equal = this.#equal.get(value);
      if (equal !== undefined) bits.addAll(equal);
    }
    if (!this.#starts.isEmpty) this.#starts.find(value, bits);
    this.#finder?.find(value, bits);
    if (this.#unsought.length > 0) bits.addAll(this.#unsought);
  }
}
