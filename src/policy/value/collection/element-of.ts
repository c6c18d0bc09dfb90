// The element type of a sequence that is at hand, and its items as objects: for members that take the
// untyped IEnumerable.

import type { ClrType } from "../../type/clr-type.ts";
import { byteType, charType, objectType } from "../../type/well-known.ts";
import { box, ClrArray } from "../boxed.ts";
import { iterate, Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { ClrList } from "./list.ts";

export function elementOf(sequence: unknown): ClrType {
  if (typeof sequence === "string") return charType;
  if (sequence instanceof Uint8Array) return byteType;
  if (sequence instanceof ClrArray || sequence instanceof Sequence || sequence instanceof ClrList) {
    return sequence.element;
  }
  return objectType;
}

/** In object representation. */
export function* boxedItems(run: Run, sequence: unknown): Generator<unknown, void> {
  const type = elementOf(sequence);
  for (const item of iterate(run, sequence)) yield box(type, item);
}
