// Sets of the rules of phases that are scanned together, a bit each.

export type RuleBits = Uint32Array;

export const newRuleBits = (ruleCount: number): RuleBits =>
  new Uint32Array(Math.max(1, (ruleCount + 31) >> 5));

export function setBit(bits: RuleBits, bit: number): void {
  bits[bit >> 5] = (bits[bit >> 5] ?? 0) | (1 << (bit & 31));
}

export const hasBit = (bits: RuleBits, bit: number): boolean =>
  ((bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0;

/** Those that are set. */
export function bitsOf(bits: RuleBits): number[] {
  const found: number[] = [];
  for (let bit = 0; bit < bits.length * 32; bit++) if (hasBit(bits, bit)) found.push(bit);
  return found;
}

/** By a loop: for so few words a call of `fill` costs more. */
export function clearBits(bits: RuleBits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = 0;
}

export function addBits(to: RuleBits, from: RuleBits): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | (from[i] ?? 0);
}

/** Adds what both of two sets have. */
export function addCommon(to: RuleBits, a: RuleBits, b: RuleBits): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | ((a[i] ?? 0) & (b[i] ?? 0));
}

/** Makes it what both of two sets have; false where that is nothing. */
export function keepCommon(to: RuleBits, a: RuleBits, b: RuleBits): boolean {
  let any = 0;
  for (let i = 0; i < to.length; i++) {
    const common = (a[i] ?? 0) & (b[i] ?? 0);
    to[i] = common;
    any |= common;
  }
  return any !== 0;
}

export function haveCommon(a: RuleBits, b: RuleBits): boolean {
  for (let i = 0; i < a.length; i++) if (((a[i] ?? 0) & (b[i] ?? 0)) !== 0) return true;
  return false;
}

export function isEmpty(bits: RuleBits): boolean {
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) return false;
  return true;
}
