// What filters share: how they read their input and pay for what they make.

import { ClrException } from "../value/clr-exception.ts";
import type { Run } from "../value/run.ts";
import { liquidText } from "./liquid-value.ts";

/** @param args without those that the template does not give */
export type LiquidFilter = (run: Run, input: unknown, args: readonly unknown[]) => unknown;

export function textFilter(apply: (text: string, args: readonly unknown[]) => unknown): LiquidFilter {
  return (_run, input, args) => apply(liquidText(input), args);
}

export function listFilter(apply: (list: readonly unknown[]) => unknown): LiquidFilter {
  return (_run, input) => apply(listOf(input));
}

export function listOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  return input === null || input === undefined ? [] : [input];
}

export function numberFilter(apply: (number: number, other: number) => number): LiquidFilter {
  return (_run, input, [other = 0]) => apply(numberOf(input), numberOf(other));
}

/** @throws ClrException FormatException for what is no number */
export function numberOf(value: unknown): number {
  const number = typeof value === "number" ? value : Number(liquidText(value).trim() || "0");
  if (Number.isFinite(number)) return number;
  throw new ClrException("System.FormatException", "Input string was not in a correct format.");
}

export function argumentText(args: readonly unknown[], index: number, otherwise = ""): string {
  return args.length > index ? liquidText(args[index]) : otherwise;
}
