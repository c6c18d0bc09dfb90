// What regular expressions found, as TX.0 to TX.9 take it.

export const PLACES = 10;

/** A group that took no part is empty. */
export function tenPlaces(groups: readonly (string | undefined)[]): string[] {
  return groups.slice(0, PLACES).map((group) => group ?? "");
}
