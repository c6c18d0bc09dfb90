// Filters of templates over texts, with the names that DotLiquid has in its C# mode.

import { htmlEncode, urlDecode, urlEncode } from "../value/net/web-utility.ts";
import type { Run } from "../value/run.ts";
import { argumentText, type LiquidFilter, listOf, numberOf, textFilter } from "./liquid-filter.ts";
import { liquidText } from "./liquid-value.ts";

const DEFAULT_TRUNCATION = 50;
const DEFAULT_WORDS = 15;

export const textFilters: Readonly<Record<string, LiquidFilter>> = {
  Append: textFilter((text, args) => text + argumentText(args, 0)),
  Capitalize: textFilter((text) => text.replace(/[^\s]+/g, titleCased)),
  Downcase: textFilter((text) => text.toLowerCase()),
  Escape: textFilter((text) => htmlEncode(text)),
  H: textFilter((text) => htmlEncode(text)),
  Lstrip: textFilter((text) => text.trimStart()),
  NewlineToBr: textFilter((text) => text.replace(/\r?\n/g, "<br />\n")),
  Prepend: textFilter((text, args) => argumentText(args, 0) + text),
  Remove: textFilter((text, args) => without(text, argumentText(args, 0))),
  RemoveFirst: textFilter((text, args) => text.replace(argumentText(args, 0), () => "")),
  Replace: (run, input, args) =>
    replaced(run, liquidText(input), argumentText(args, 0), argumentText(args, 1)),
  ReplaceFirst: textFilter((text, args) => text.replace(argumentText(args, 0), () => argumentText(args, 1))),
  Rstrip: textFilter((text) => text.trimEnd()),
  Slice: (_run, input, args) => slice(input, args),
  Split: textFilter((text, args) => (text === "" ? [] : text.split(argumentText(args, 0)))),
  Strip: textFilter((text) => text.trim()),
  StripHtml: textFilter(stripHtml),
  StripNewlines: textFilter((text) => text.replace(/\r?\n/g, "")),
  Truncate: textFilter(truncate),
  TruncateWords: textFilter(truncateWords),
  Upcase: textFilter((text) => text.toUpperCase()),
  UrlDecode: textFilter((text) => urlDecode(text)),
  UrlEncode: textFilter((text) => urlEncode(text)),
};

/** As TextInfo.ToTitleCase: a word of capitals stays one. */
function titleCased(word: string): string {
  if (word.length > 1 && word === word.toUpperCase()) return word;
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function without(text: string, part: string): string {
  return part === "" ? text : text.replaceAll(part, "");
}

/** Paid for before it is made: a short template can ask for a long text. */
function replaced(run: Run, text: string, from: string, to: string): string {
  if (from === "") return text;
  const parts = text.split(from);
  run.allocate(2 * (text.length + parts.length * to.length));
  return parts.join(to);
}

function slice(input: unknown, args: readonly unknown[]): unknown {
  const [start = 0, length = 1] = args.map(numberOf);
  const whole = Array.isArray(input) ? listOf(input) : liquidText(input);
  const from = Math.trunc(start < 0 ? whole.length + start : start);
  return from < 0 ? whole.slice(0, 0) : whole.slice(from, from + Math.max(0, Math.trunc(length)));
}

/** What stands between < and the next >; one without a > stays. */
function stripHtml(text: string): string {
  let result = "";
  let at = 0;
  for (;;) {
    const open = text.indexOf("<", at);
    const close = open < 0 ? -1 : text.indexOf(">", open);
    if (close < 0) return result + text.slice(at);
    result += text.slice(at, open);
    at = close + 1;
  }
}

/** The length that is asked for includes the ellipsis. */
function truncate(text: string, args: readonly unknown[]): string {
  const length = args.length > 0 ? numberOf(args[0]) : DEFAULT_TRUNCATION;
  const ellipsis = argumentText(args, 1, "...");
  if (text.length <= length) return text;
  return text.slice(0, Math.max(0, length - ellipsis.length)) + ellipsis;
}

function truncateWords(text: string, args: readonly unknown[]): string {
  const count = Math.max(1, args.length > 0 ? numberOf(args[0]) : DEFAULT_WORDS);
  const words = text.split(" ");
  return words.length <= count ? text : words.slice(0, count).join(" ") + argumentText(args, 1, "...");
}
