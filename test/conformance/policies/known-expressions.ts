// What the comparison with the CLR must know: which expressions give something else each time, and which rows
// differ for a reason.

/** Row → why ours is another answer. */
export const differences: Readonly<Record<number, string>> = {};

/** Clocks and randomness: compared by type. */
export function isChanging(expression: string): boolean {
  return /NewGuid|DateTime\.(?:Utc)?Now|DateTimeOffset\.(?:Utc)?Now|new Random|GetHashCode|RNGCrypto/.test(
    expression,
  );
}
