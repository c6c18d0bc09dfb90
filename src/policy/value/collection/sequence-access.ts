// IList<T>, ICollection<T> and their read-only forms over whatever implements them: arrays, lists, sets, and
// the containers of other areas.

import { ClrArray } from "../boxed.ts";
import { ClrException } from "../clr-exception.ts";
import { equalObjects } from "../equality.ts";
import { iterate } from "../iterate.ts";
import type { Run } from "../run.ts";
import { ClrHashSet } from "./hash-set.ts";
import { ClrList } from "./list.ts";
import { ReadOnlyMap } from "./read-only-map.ts";

/** The items as a JavaScript array where they are one already. */
export function indexable(sequence: unknown): unknown[] | Uint8Array | undefined {
  if (sequence instanceof ClrArray || sequence instanceof ClrList) return sequence.items;
  return sequence instanceof Uint8Array ? sequence : undefined;
}

/** Undefined where only going through it would tell. */
function knownCount(sequence: unknown): number | undefined {
  if (typeof sequence === "string") return sequence.length;
  if (sequence instanceof ClrHashSet || sequence instanceof ReadOnlyMap) return sequence.count;
  return indexable(sequence)?.length;
}

export function countOf(run: Run, sequence: unknown): number {
  const known = knownCount(sequence);
  if (known !== undefined) return known;
  let count = 0;
  for (const _ of iterate(run, sequence)) count++;
  return count;
}

/** Copies the items; the copy is charged. */
export function toArray(run: Run, sequence: unknown): unknown[] {
  const known = indexable(sequence);
  // Items have the sequence's element type.
  const items = known === undefined ? [...iterate(run, sequence)] : Array.from(known as unknown[]);
  run.spend(known === undefined ? 0 : items.length);
  run.allocate(items.length * 8);
  return items;
}

export function containsItem(run: Run, sequence: unknown, item: unknown): boolean {
  for (const one of iterate(run, sequence)) if (equalObjects(one, item)) return true;
  return false;
}

/** The indexer of IList<T>.
 * @throws ClrException ArgumentOutOfRangeException; IndexOutOfRangeException for arrays */
export function itemAt(sequence: unknown, index: number): unknown {
  if (sequence instanceof ClrList) return sequence.items[sequence.checkIndex(index)];
  const items = indexable(sequence);
  if (items !== undefined && index >= 0 && index < items.length) return items[index];
  throw new ClrException("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

export function setItem(sequence: unknown, index: number, value: unknown): void {
  if (sequence instanceof ClrList) {
    sequence.items[sequence.checkIndex(index)] = value;
    return;
  }
  itemAt(sequence, index);
  const items = indexable(sequence);
  if (items !== undefined) items[index] = value;
}
