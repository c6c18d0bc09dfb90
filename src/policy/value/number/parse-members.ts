// Parse and TryParse, which every type of numbers has alike.

import type { Members } from "../../type/type-definition.ts";
import type { Ref } from "../boxed.ts";
import type { Run } from "../run.ts";
import { type NumberParser, parseNumber, tryParseNumber } from "./parse-number.ts";

/** `keyword` is the type's name in signatures, `usual` the styles where a call names none. */
export function parseMembers<T>(keyword: string, parser: NumberParser<T>, usual: number): Members {
  const attempt = (run: Run, text: string | null, styles: number, result: Ref): boolean => {
    const value = tryParseNumber(run, parser, text, styles);
    result.value = value ?? parser.zero;
    return value !== undefined;
  };
  return {
    [`static ${keyword} Parse(string s)`]: (run: Run, s: string | null) => parseNumber(run, parser, s, usual),
    [`static ${keyword} Parse(string s, NumberStyles style)`]: (run: Run, s: string | null, style: number) =>
      parseNumber(run, parser, s, style),
    [`static ${keyword} Parse(string s, IFormatProvider provider)`]: (run: Run, s: string | null) =>
      parseNumber(run, parser, s, usual),
    [`static ${keyword} Parse(string s, NumberStyles style, IFormatProvider provider)`]: (
      run: Run,
      s: string | null,
      style: number,
    ) => parseNumber(run, parser, s, style),
    [`static bool TryParse(string s, out ${keyword} result)`]: (run: Run, s: string | null, result: Ref) =>
      attempt(run, s, usual, result),
    [`static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out ${keyword} result)`]: (
      run: Run,
      s: string | null,
      style: number,
      _provider: unknown,
      result: Ref,
    ) => attempt(run, s, style, result),
  };
}
