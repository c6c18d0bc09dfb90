// Most values that rules decode are no code at all: what comes of them has bytes that no rule can do with.
// That is told by their bytes alone, before anything is decoded into a text and its transformations go on.

import { addByte, hasByte } from "../../regex/byte-set.ts";
import { areBytesMet, type MatchNeeds } from "../../regex/match-needs.ts";
import type { TransformationDefinition } from "../../transformation/transformation.ts";
import { type ByteMask, intersects, newByteMask } from "./byte-mask.ts";
import { bitsOf, type RuleBits } from "./rule-bits.ts";

/** What a text must have for a rule to match, by the rule's bit; undefined where that is not known. */
export type NeedsOf = (bit: number) => MatchNeeds | undefined;

/** What transformations behind a decoding one make of the bytes that it gives. */
export type Aftermath = {
  /** Bytes of which one may make any other. */
  readonly acting: ByteMask;
  /** Bytes that become another one wherever they stand. */
  readonly swaps: readonly (readonly [from: number, to: number])[];
  /** One of them makes something of nothing. */
  readonly fillsEmpty: boolean;
};

/** Of what was decoded last. */
const made = newByteMask();

export class DecodeGate {
  private readonly noteMade: NonNullable<TransformationDefinition["noteMade"]>;
  private readonly after: Aftermath;
  private readonly needs: readonly MatchNeeds[];

  private constructor(
    noteMade: NonNullable<TransformationDefinition["noteMade"]>,
    after: Aftermath,
    needs: readonly MatchNeeds[],
  ) {
    this.noteMade = noteMade;
    this.after = after;
    this.needs = needs;
  }

  /**
   * Undefined where it could tell nothing.
   * @param rules those that look at what it makes, or at what becomes of that
   */
  static of(
    definition: TransformationDefinition | undefined,
    after: Aftermath,
    rules: RuleBits,
    needsOf: NeedsOf,
  ): DecodeGate | undefined {
    if (definition?.noteMade === undefined || after.fillsEmpty) return undefined;
    const bits = bitsOf(rules);
    const needs = bits
      .map(needsOf)
      .filter((each) => each !== undefined)
      .filter(({ length }) => length > 0);
    return needs.length < bits.length ? undefined : new DecodeGate(definition.noteMade, after, needs);
  }

  /** Could one of the rules match what is decoded of the value? */
  isOpen(value: string): boolean {
    if (this.noteMade(value, made) === 0) return false;
    const { acting, swaps } = this.after;
    for (const [from, to] of swaps) if (hasByte(made, from)) addByte(made, to);
    if (intersects(made, acting)) return true;
    for (const needs of this.needs) if (areBytesMet(needs, made)) return true;
    return false;
  }
}
