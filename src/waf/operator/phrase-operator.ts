// Operators that look for any of a list of phrases.

import { PhraseSet } from "../regex/phrase-set.ts";
import type { Operator } from "./operator.ts";

/** The case of ASCII letters does not count. TX.0 gets the phrase as the list has it. */
export function phraseOperator(phrases: readonly string[]): Operator {
  const set = new PhraseSet(phrases);
  return (value, context) => {
    const found = set.find(value);
    if (found === undefined) return false;
    if (context.isCapturing) context.capture([found]);
    return true;
  };
}
