// Splits a directive's line into its name and arguments: at blanks, except inside '…' and "…".

import type { Report } from "./report.ts";
import { closingQuote, type PlacedText } from "./source-text.ts";

const BLANK = /\s/;

/** The words without their quotes; undefined where the line cannot be split. */
export function splitWords(line: PlacedText, report: Report): readonly PlacedText[] | undefined {
  const { text } = line;
  const words: PlacedText[] = [];
  for (let i = 0; i < text.length; ) {
    if (BLANK.test(text[i] ?? "")) {
      i++;
      continue;
    }
    const end = wordEnd(line, i, report);
    if (end === undefined) return undefined;
    const isQuoted = text[i] === '"' || text[i] === "'";
    words.push(isQuoted ? line.unquoted(i + 1, end - 1, text[i] ?? "") : line.slice(i, end));
    i = end;
  }
  return words;
}

function wordEnd(line: PlacedText, start: number, report: Report): number | undefined {
  const { text } = line;
  const quote = text[start] ?? "";
  if (quote !== '"' && quote !== "'") {
    const length = text.slice(start).search(BLANK);
    return length < 0 ? text.length : start + length;
  }
  const close = closingQuote(text, start + 1, quote);
  if (close < 0) {
    const hint = `close it with ${quote}; a line that goes on ends with a backslash`;
    report.error(line.placeAt(start), "open-quote", "the quoted text has no end", hint);
    return undefined;
  }
  if (close + 1 < text.length && !BLANK.test(text[close + 1] ?? "")) {
    const hint = `put a blank before it, or a backslash before the ${quote} that belongs to the text`;
    report.error(line.placeAt(close + 1), "text-after-quote", "something follows the closing quote", hint);
    return undefined;
  }
  return close + 1;
}
