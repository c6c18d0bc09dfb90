// Operators that look for any of a list of phrases.

import { runSteps } from "#kernel/run-steps.ts";
import { PhraseSet } from "../regex/phrase-set.ts";
import type { Operator } from "./operator.ts";

/** The case of ASCII letters does not count. TX.0 gets the phrase as the list has it. */
export function phraseOperator(phrases: readonly string[]): Operator {
  let made: PhraseSet | undefined;
  const operator: Operator = (value, context) => {
    made ??= runSteps(PhraseSet.build(phrases));
    const found = made.find(value);
    if (found === undefined) return false;
    if (context.isCapturing) context.capture([found]);
    return true;
  };
  function* prepare(): Generator<undefined, void> {
    made ??= yield* PhraseSet.build(phrases);
  }
  return Object.assign(operator, { prepare });
}
