// String.Split.

import type { Members } from "../../type/type-definition.ts";
import { stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { argumentException, argumentOutOfRange } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { isWhiteSpace } from "./white-space.ts";

type Nullable<T> = T | null;
type Cut = { readonly at: number; readonly length: number };

const ALL = 2147483647;

function splitByChars(
  run: Run,
  text: string,
  separators: Nullable<ClrArray>,
  most: number,
  options: number,
): ClrArray {
  checkSplit(most, options);
  run.spend(text.length);
  const chars = separators === null || separators.items.length === 0 ? undefined : new Set(separators.items);
  const isSeparator = (code: number): boolean => (chars === undefined ? isWhiteSpace(code) : chars.has(code));
  const cuts: Cut[] = [];
  for (let at = 0; at < text.length; at++) if (isSeparator(text.charCodeAt(at))) cuts.push({ at, length: 1 });
  return pieces(run, text, cuts, most, options === 1);
}

function splitByTexts(
  run: Run,
  text: string,
  separators: Nullable<ClrArray>,
  most: number,
  options: number,
): ClrArray {
  if (separators === null || separators.items.length === 0)
    return splitByChars(run, text, null, most, options);
  checkSplit(most, options);
  const texts = separators.items.filter((item): item is string => typeof item === "string" && item !== "");
  run.spend(text.length * Math.max(texts.length, 1));
  const cuts: Cut[] = [];
  for (let at = 0; at < text.length; ) {
    const from = at;
    const found = texts.find((separator) => text.startsWith(separator, from));
    if (found !== undefined) cuts.push({ at, length: found.length });
    at += found?.length ?? 1;
  }
  return pieces(run, text, cuts, most, options === 1);
}

function checkSplit(most: number, options: number): void {
  if (most < 0) throw argumentOutOfRange("count", "Count cannot be less than zero.");
  if (options !== 0 && options !== 1) throw argumentException(`Illegal enum value: ${options}.`);
}

function pieces(run: Run, text: string, cuts: readonly Cut[], most: number, omitsEmpty: boolean): ClrArray {
  run.allocate(text.length * 2 + cuts.length * 16);
  if (most === 0 || (omitsEmpty && text === "")) return new ClrArray(stringType, []);
  if (most === 1 || cuts.length === 0) return new ClrArray(stringType, [text]);
  return new ClrArray(stringType, omitsEmpty ? fullPieces(text, cuts, most) : allPieces(text, cuts, most));
}

function allPieces(text: string, cuts: readonly Cut[], most: number): string[] {
  const result: string[] = [];
  let start = 0;
  for (const { at, length } of cuts.slice(0, most - 1)) {
    result.push(text.slice(start, at));
    start = at + length;
  }
  result.push(text.slice(start));
  return result;
}

function fullPieces(text: string, cuts: readonly Cut[], most: number): string[] {
  const result: string[] = [];
  let start = 0;
  for (const { at, length } of cuts) {
    if (at > start) {
      // The last piece holds all the rest, but for separators right before it.
      if (result.length === most - 1) break;
      result.push(text.slice(start, at));
    }
    start = at + length;
  }
  if (start < text.length) result.push(text.slice(start));
  return result;
}

const single = (value: unknown): ClrArray => new ClrArray(stringType, [value]);

export const splitMembers: Members = {
  "string[] Split(params char[] separator)": (run: Run, text: string, separators: Nullable<ClrArray>) =>
    splitByChars(run, text, separators, ALL, 0),
  "string[] Split(char[] separator, int count)": (
    run: Run,
    ...[text, separators, most]: [string, Nullable<ClrArray>, number]
  ) => splitByChars(run, text, separators, most, 0),
  "string[] Split(char[] separator, StringSplitOptions options)": (
    run: Run,
    ...[text, separators, options]: [string, Nullable<ClrArray>, number]
  ) => splitByChars(run, text, separators, ALL, options),
  "string[] Split(char[] separator, int count, StringSplitOptions options)": (
    run: Run,
    ...operands: [string, Nullable<ClrArray>, number, number]
  ) => splitByChars(run, ...operands),
  "string[] Split(string[] separator, StringSplitOptions options)": (
    run: Run,
    ...[text, separators, options]: [string, Nullable<ClrArray>, number]
  ) => splitByTexts(run, text, separators, ALL, options),
  "string[] Split(string[] separator, int count, StringSplitOptions options)": (
    run: Run,
    ...operands: [string, Nullable<ClrArray>, number, number]
  ) => splitByTexts(run, ...operands),
  // Of .NET Core; without its optional arguments, which would make Split(null) ambiguous.
  "string[] Split(char separator, StringSplitOptions options)": (
    run: Run,
    ...[text, separator, options]: [string, number, number]
  ) => splitByChars(run, text, single(separator), ALL, options),
  "string[] Split(char separator, int count, StringSplitOptions options)": (
    run: Run,
    ...[text, separator, most, options]: [string, number, number, number]
  ) => splitByChars(run, text, single(separator), most, options),
  "string[] Split(string separator, StringSplitOptions options)": (
    run: Run,
    ...[text, separator, options]: [string, Nullable<string>, number]
  ) => splitByTexts(run, text, single(separator), ALL, options),
  "string[] Split(string separator, int count, StringSplitOptions options)": (
    run: Run,
    ...[text, separator, most, options]: [string, Nullable<string>, number, number]
  ) => splitByTexts(run, text, single(separator), most, options),
};
