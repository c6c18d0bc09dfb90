// Where a SQL string literal ends: at its quote, unless the quote is doubled or, where the dialect has
// it, escaped.

/** The index of the closing quote from `start` on, or -1. */
export function lexSqlString(value: string, quote: string, start: number, backslashEscapes: boolean): number {
  let at = value.indexOf(quote, start);
  while (at >= 0) {
    if (backslashEscapes && isEscaped(value, start, at)) at = value.indexOf(quote, at + 1);
    // Two quotes side by side are one in the text, but not at the very start of an injected value: there the
    // first closes the query's literal, and the second begins the next one.
    else if (quote.length === 1 && at > start && value.charAt(at + 1) === quote)
      at = value.indexOf(quote, at + 2);
    else return at;
  }
  return -1;
}

function isEscaped(value: string, start: number, at: number): boolean {
  let first = at;
  while (first > start && value.charCodeAt(first - 1) === 92) first--;
  return (at - first) % 2 === 1;
}
