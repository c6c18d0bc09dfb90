// Regex.Escape and Regex.Unescape.

import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { parseCharEscape } from "./parse-escape.ts";
import { PatternReader } from "./pattern-reader.ts";

const named: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\f", "\\f"],
]);

/** @throws ClrException ArgumentNullException */
export function escapePattern(run: Run, text: string | null): string {
  if (text === null) throw argumentNull("str");
  run.spend(text.length);
  const escaped = text.replaceAll(/[\\*+?|{[()^$.# \n\r\t\f]/g, (char) => named.get(char) ?? `\\${char}`);
  run.allocate(escaped.length * 2);
  return escaped;
}

/** @throws ClrException ArgumentNullException, ArgumentException */
export function unescapePattern(run: Run, text: string | null): string {
  if (text === null) throw argumentNull("str");
  run.spend(text.length);
  run.allocate(text.length * 2);
  const reader = new PatternReader(text, 0);
  let result = "";
  while (reader.left > 0) {
    const char = reader.next();
    if (char !== "\\") result += char;
    // A last backslash is lost, as there.
    else if (reader.left > 0) result += String.fromCharCode(parseCharEscape(reader));
  }
  return result;
}
