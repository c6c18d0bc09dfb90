/** Where a text stands from an index on; the length of the whole where it does not. */
export function indexOrEnd(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found < 0 ? text.length : found;
}
