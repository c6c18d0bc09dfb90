// Strings as Newtonsoft writes them into JSON and into paths.

const named: ReadonlyMap<string, string> = new Map([
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\f", "\\f"],
  ["\b", "\\b"],
  ["\\", "\\\\"],
  ["\u0085", "\\u0085"],
  ["\u2028", "\\u2028"],
  ["\u2029", "\\u2029"],
]);

/** With its quotes; control characters, JavaScript's line ends, the backslash and `quote` are escaped. */
export function quoteJson(text: string, quote: '"' | "'" = '"'): string {
  // The class holds no quantifier: one pass over the text.
  const escaped = text.replace(/[\0-\x1f"'\\\u0085\u2028\u2029]/g, (character) => escapeOf(character, quote));
  return quote + escaped + quote;
}

function escapeOf(character: string, quote: string): string {
  if (character === '"' || character === "'") return character === quote ? `\\${character}` : character;
  return named.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A property in a path: `.name`, or `['a b']` where a path would read the characters otherwise. */
export function namePath(name: string): string {
  return /[.[\]()'" /\\\t\n\r\f\b\u0085\u2028\u2029]/.test(name) ? `[${quoteJson(name, "'")}]` : `.${name}`;
}
