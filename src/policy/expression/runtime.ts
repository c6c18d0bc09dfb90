// What both tiers do for things that JavaScript has no operator for.

import { AnonymousObject } from "../value/anonymous-object.ts";
import { ClrException, derivesFrom, nullReference } from "../value/clr-exception.ts";
import { formatText, textOf } from "../value/object-text.ts";
import type { Run } from "../value/run.ts";

/** A receiver that must not be null.
 * @throws ClrException NullReferenceException */
export function present(value: unknown): unknown {
  if (value === null || value === undefined) throw nullReference();
  return value;
}

/** String +, where null is an empty string. */
export function joinTexts(run: Run, a: unknown, b: unknown): string {
  const left = typeof a === "string" ? a : textOf(a);
  const right = typeof b === "string" ? b : textOf(b);
  run.allocate(2 * (left.length + right.length));
  return left + right;
}

/** A hole of an interpolated string. */
export function holeText(run: Run, value: unknown, alignment: number, format: string | null): string {
  const text = formatText(value, format);
  run.allocate(2 * Math.max(text.length, Math.abs(alignment)));
  if (alignment === 0) return text;
  return alignment > 0 ? text.padStart(alignment) : text.padEnd(-alignment);
}

export function anonymousField(object: unknown, index: number): unknown {
  if (object instanceof AnonymousObject) return object.values[index];
  throw nullReference();
}

/** `throw null` is a NullReferenceException. */
export function thrown(value: unknown): ClrException {
  return value instanceof ClrException ? value : nullReference();
}

/** Whether an error belongs to the expression: budgets and defects do not. */
export function isClrException(error: unknown): boolean {
  return error instanceof ClrException;
}

export function isCaught(error: unknown, type: string): boolean {
  return error instanceof ClrException && derivesFrom(error.typeName, type);
}
