// IEqualityComparer<T> and IComparer<T> at run time: StringComparer and its like.

import { ClrObject } from "./clr-object.ts";

export abstract class Comparer extends ClrObject {
  /** A key that equal values share. */
  abstract keyOf(value: unknown): unknown;
  /** Negative, zero, positive. */
  abstract compare(a: unknown, b: unknown): number;
}
