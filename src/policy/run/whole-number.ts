// Numbers that expressions give where a policy needs whole ones of a range.

import { ClrException } from "../value/clr-exception.ts";

/** @throws ClrException ArgumentOutOfRangeException */
export function wholeNumberIn(attribute: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const message = `${attribute} is ${value}; it must be a whole number from ${min} to ${max}.`;
  throw new ClrException("System.ArgumentOutOfRangeException", message);
}
