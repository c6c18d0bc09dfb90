// The anchors of one variable: which rules a value of it calls up. A look-up costs the same for ten rules as
// for a thousand, but for the different lengths of the beginnings and the different networks.

import type { PrefixSet } from "#kernel/prefix-set.ts";
import type { AnchorTest } from "./anchor.ts";
import type { EdgeView } from "./edge-view.ts";
import type { RuleBits } from "./rule-bits.ts";

type Rules = number[];

export class AnchorTable {
  readonly #slot: number;
  readonly #there: Rules = [];
  readonly #exact = new TextAnchors();
  readonly #folded = new TextAnchors();
  readonly #networks = new Map<number, { readonly set: PrefixSet; readonly rules: Rules }>();

  /** @param slot where views have the variable's values */
  constructor(slot: number) {
    this.#slot = slot;
  }

  add(test: AnchorTest, rule: number, networks: readonly PrefixSet[]): void {
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

  /** Marks the rules that the value of a request calls up. */
  mark(view: EdgeView, bits: RuleBits): void {
    bits.addAll(this.#there);
    if (this.#exact.isEmpty && this.#folded.isEmpty && this.#networks.size === 0) return;
    const value = view.valueAt(this.#slot);
    if (value === undefined) return;
    this.#exact.mark(value, bits);
    if (!this.#folded.isEmpty) this.#folded.mark(value.toLowerCase(), bits);
    for (const { set, rules } of this.#networks.values()) {
      if (set.lookupText(value) >= 0) bits.addAll(rules);
    }
  }
}

class TextAnchors {
  readonly #equal = new Map<string, Rules>();
  /** By the length of the beginning. */
  readonly #starts = new Map<number, Map<string, Rules>>();

  get isEmpty(): boolean {
    return this.#equal.size === 0 && this.#starts.size === 0;
  }

  add(kind: "equals" | "starts", text: string, rule: number): void {
    let map = this.#equal;
    if (kind === "starts") {
      map = this.#starts.get(text.length) ?? new Map();
      this.#starts.set(text.length, map);
    }
    const rules = map.get(text);
    if (rules === undefined) map.set(text, [rule]);
    else rules.push(rule);
  }

  mark(value: string, bits: RuleBits): void {
    const equal = this.#equal.get(value);
    if (equal !== undefined) bits.addAll(equal);
    for (const [length, starts] of this.#starts) {
      if (length > value.length) continue;
      const rules = starts.get(value.slice(0, length));
      if (rules !== undefined) bits.addAll(rules);
    }
  }
}
