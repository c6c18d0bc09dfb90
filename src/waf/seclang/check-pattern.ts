// Tries a pattern that selects: members of a collection, rules by their tags and messages, statuses.

import { compileRegex } from "../regex/compile-regex.ts";
import { type Report, shown } from "./report.ts";
import type { PlacedText } from "./source-text.ts";

/** Where the pattern stands. */
type Pattern = Pick<PlacedText, "text" | "placeAt">;

/** The pattern as a test; undefined where it cannot be read, which is reported at the character that is
 * wrong. */
export function readPattern(
  pattern: Pattern,
  isCaseless: boolean,
  report: Report,
): ((text: string) => boolean) | undefined {
  const compiled = compileRegex(pattern.text, { isCaseless });
  if (!("flaw" in compiled)) return (text) => compiled.test(text);
  const message = `the pattern ${shown(pattern.text)} cannot be used: ${compiled.flaw}`;
  report.error(pattern.placeAt(compiled.offset), "invalid-pattern", message, compiled.hint);
  return undefined;
}
