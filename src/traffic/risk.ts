// Limits that shrink with the risk of the caller.

export type RiskScale = {
  /** What is left of the limit at the highest risk: whole units, at least 0. */
  readonly floor: number;
  /** The share of the limit that the endpoint grants at no risk: 1, or less where it is worth more care. */
  readonly factor: number;
};

/**
 * The units that a caller of this risk gets instead of `units`: less in proportion to the risk, rounded, and
 * never below the floor. A floor above the limit changes nothing.
 * @param risk from 0 to 1; what is outside counts as the nearer end, and what is no number as 0
 */
export function unitsUnderRisk(units: number, { floor, factor }: RiskScale, risk: number): number {
  const share = Number.isNaN(risk) ? 1 : 1 - Math.min(1, Math.max(0, risk));
  return Math.min(units, Math.max(floor, Math.round(units * factor * share)));
}
