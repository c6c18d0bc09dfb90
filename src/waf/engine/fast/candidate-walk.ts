// Which rules of a phase are looked at for a request, in their order: those that a scan has found, and those
// that no scan can find. The others, which are nearly all, cost nothing.

import type { RuleBits } from "./rule-bits.ts";

export class CandidateWalk {
  private readonly length: number;
  /** By position: the next rule from there on that no scan can find. */
  private readonly nextUnscanned: Int32Array;
  /** By position: the lowest bit of those that stand there or behind. */
  private readonly lowestBit: Int32Array;
  /** By bit, from `firstBit` on. */
  private readonly positions: number[] = [];
  private readonly firstBit: number;

  /**
   * @param bits of what stands at each position: of rules that a scan finds theirs, which ascend, -1 of rules
   * that none can find, and undefined of what is no rule
   * @param firstBit of the first rule that a scan finds; each further one has the next bit
   */
  constructor(bits: readonly (number | undefined)[], firstBit = 0) {
    this.length = bits.length;
    this.firstBit = firstBit;
    this.nextUnscanned = new Int32Array(bits.length + 1).fill(bits.length);
    this.lowestBit = new Int32Array(bits.length + 1);
    for (const [position, bit] of bits.entries()) {
      this.lowestBit[position] = firstBit + this.positions.length;
      if (bit !== undefined && bit >= 0) this.positions.push(position);
    }
    this.lowestBit[bits.length] = firstBit + this.positions.length;
    for (let position = bits.length - 1; position >= 0; position--) {
      const next = this.nextUnscanned[position + 1] ?? 0;
      this.nextUnscanned[position] = bits[position] === -1 ? position : next;
    }
  }

  /**
   * The position of the first candidate from `from` on; the number of positions where there is none. Bits of
   * rules of other phases are passed over.
   */
  next(hits: RuleBits, from: number): number {
    const unscanned = this.nextUnscanned[from] ?? this.length;
    const lowest = this.lowestBit[from] ?? 0;
    let word = lowest >> 5;
    let found = (hits[word] ?? 0) & (-1 << (lowest & 31));
    while (found === 0) {
      word++;
      if (word >= hits.length) return unscanned;
      found = hits[word] ?? 0;
    }
    const bit = (word << 5) + 31 - Math.clz32(found & -found);
    return Math.min(unscanned, this.positions[bit - this.firstBit] ?? this.length);
  }
}
