// Items of a sequence are in static representation. Lists say of which type (`element`); LINQ's deferred
// sequences do not, and their numbers are taken for what they look like.

import type { ClrType } from "../../type/clr-type.ts";
import { doubleType, intType, longType } from "../../type/well-known.ts";
import { box } from "../boxed.ts";

export function guessBox(element: unknown, item: unknown): unknown {
  if (isClrType(element)) return box(element, item);
  if (typeof item === "bigint") return box(longType, item);
  if (typeof item !== "number") return item;
  return box(Number.isInteger(item) ? intType : doubleType, item);
}

function isClrType(value: unknown): value is ClrType {
  return typeof value === "object" && value !== null && "kind" in value;
}
