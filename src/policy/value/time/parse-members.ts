// Parse, TryParse, ParseExact and TryParseExact of DateTime and DateTimeOffset.

import type { Members } from "../../type/type-definition.ts";
import type { ClrArray, Ref } from "../boxed.ts";
import { argumentNull, formatException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { defaultDay } from "./clock.ts";
import { parseDate } from "./parse-date.ts";
import { parseDateExact } from "./parse-date-exact.ts";
import { type DateFailure, notDate, type ParsedDate } from "./parsed-date.ts";

type Text = string | null;

export type DateTarget<T> = {
  /** Short name of the type. */
  readonly name: string;
  /** Of the parameters; the text's is in ArgumentNullException too. */
  readonly parameters: { readonly text: string; readonly provider: string; readonly exactStyle: string };
  readonly isOffset: boolean;
  readonly zero: T;
  /** The styles as they take effect. @throws ClrException ArgumentException */
  readonly checkStyles: (styles: number) => number;
  readonly from: (parsed: ParsedDate, styles: number) => T | DateFailure;
};

export function parseMembers<T extends object>(target: DateTarget<T>): Members {
  const { name, parameters } = target;
  const { text, provider } = parameters;
  const out = `out ${name} result`;
  const styled = `IFormatProvider ${provider}, DateTimeStyles styles`;
  return {
    [`static ${name} Parse(string ${text})`]: (run: Run, s: Text) => parse(run, target, s, 0),
    [`static ${name} Parse(string ${text}, IFormatProvider ${provider})`]: (run: Run, s: Text) =>
      parse(run, target, s, 0),
    [`static ${name} Parse(string ${text}, ${styled})`]: (
      run: Run,
      ...[s, , styles]: [Text, unknown, number]
    ) => parse(run, target, s, styles),
    [`static bool TryParse(string ${text}, ${out})`]: (run: Run, s: Text, result: Ref) =>
      attempt(target, result, () => read(run, target, s, 0)),
    [`static bool TryParse(string ${text}, ${styled}, ${out})`]: (
      run: Run,
      ...[s, , styles, result]: [Text, unknown, number, Ref]
    ) => {
      const checked = target.checkStyles(styles);
      return attempt(target, result, () => read(run, target, s, checked));
    },
    ...exactMembers(target),
  };
}

function exactMembers<T extends object>(target: DateTarget<T>): Members {
  const { name, parameters } = target;
  const { text, provider, exactStyle } = parameters;
  const styled = `IFormatProvider ${provider}, DateTimeStyles ${exactStyle}`;
  const exact = (run: Run, s: Text, formats: Text | ClrArray, styles: number): T =>
    parseExact(run, target, s, formats, styles);
  const tryExact = (
    run: Run,
    ...[s, formats, , styles, result]: [Text, Text | ClrArray, unknown, number, Ref]
  ): boolean => {
    const checked = target.checkStyles(styles);
    return attempt(target, result, () => readExact(run, target, s, formats, checked));
  };
  return {
    [`static ${name} ParseExact(string ${text}, string format, IFormatProvider ${provider})`]: (
      run: Run,
      ...[s, format]: [Text, Text]
    ) => exact(run, s, format, 0),
    [`static ${name} ParseExact(string ${text}, string format, ${styled})`]: (
      run: Run,
      ...[s, format, , styles]: [Text, Text, unknown, number]
    ) => exact(run, s, format, styles),
    [`static ${name} ParseExact(string ${text}, string[] formats, ${styled})`]: (
      run: Run,
      ...[s, formats, , styles]: [Text, ClrArray | null, unknown, number]
    ) => exact(run, s, formats, styles),
    [`static bool TryParseExact(string ${text}, string format, ${styled}, out ${name} result)`]: tryExact,
    [`static bool TryParseExact(string ${text}, string[] formats, ${styled}, out ${name} result)`]: tryExact,
  };
}

function parse<T extends object>(run: Run, target: DateTarget<T>, text: Text, styles: number): T {
  const checked = target.checkStyles(styles);
  if (text === null) throw argumentNull(target.parameters.text);
  return made(read(run, target, text, checked));
}

function read<T extends object>(
  run: Run,
  target: DateTarget<T>,
  text: Text,
  styles: number,
): T | DateFailure {
  if (text === null) return notDate;
  run.spend(text.length);
  const parsed = parseDate(text, defaultDay(run, styles));
  return typeof parsed === "string" ? parsed : target.from(parsed, styles);
}

function parseExact<T extends object>(
  run: Run,
  target: DateTarget<T>,
  text: Text,
  formats: Text | ClrArray,
  styles: number,
): T {
  const checked = target.checkStyles(styles);
  if (text === null) throw argumentNull(target.parameters.text);
  if (formats === null) throw argumentNull("format");
  return made(readExact(run, target, text, formats, checked));
}

/** Of several formats, the first that fits; their failures are one. */
function readExact<T extends object>(
  run: Run,
  target: DateTarget<T>,
  text: Text,
  formats: Text | ClrArray,
  styles: number,
): T | DateFailure {
  if (text === null || formats === null) return notDate;
  const single = typeof formats === "string";
  for (const format of single ? [formats] : formats.items) {
    if (typeof format !== "string") return "Format specifier was invalid.";
    run.spend(text.length + format.length);
    const parsed = parseDateExact(text, format, styles, defaultDay(run, styles), target.isOffset);
    if (typeof parsed !== "string") return target.from(parsed, styles);
    if (single) return parsed;
  }
  return notDate;
}

function made<T extends object>(result: T | DateFailure): T {
  if (typeof result === "string") throw formatException(result);
  return result;
}

function attempt<T extends object>(target: DateTarget<T>, result: Ref, make: () => T | DateFailure): boolean {
  const made = make();
  const isMade = typeof made !== "string";
  result.value = isMade ? made : target.zero;
  return isMade;
}
