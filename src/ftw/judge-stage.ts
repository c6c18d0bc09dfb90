// Does what was seen agree with what a test expects? Everything that does not is told.

import { compileLinear } from "#kernel/linear-regex.ts";
import type { FtwObservation, FtwOutput } from "./ftw-test.ts";

/** What does not agree; empty where all does. */
export function judgeStage(output: FtwOutput, seen: FtwObservation): readonly string[] {
  const failures: string[] = [];
  const isAnswered = seen.status !== undefined;
  if (output.expectsError === true && isAnswered) {
    // A server may answer with an error instead of closing the connection: go-ftw counts an answer as none.
    failures.push(`no answer was expected, and ${seen.status} came`);
  }
  if (output.expectsError === false && !isAnswered) failures.push("an answer was expected, and none came");
  if (output.status !== undefined && output.status !== seen.status) {
    failures.push(`status ${output.status} was expected, and ${seen.status ?? "no answer"} came`);
  }
  for (const id of output.expectIds) if (!seen.ids.has(id)) failures.push(`rule ${id} did not match`);
  for (const id of output.noExpectIds) if (seen.ids.has(id)) failures.push(`rule ${id} matched`);
  failures.push(...judgeText(output, seen.lines.join("\n")));
  if (output.isIsolated) {
    const others = [...seen.ids].filter((id) => !output.expectIds.includes(id));
    if (others.length > 0) failures.push(`other rules matched: ${others.join(", ")}`);
  }
  return failures;
}

function judgeText({ matchRegex, noMatchRegex }: FtwOutput, text: string): string[] {
  const failures: string[] = [];
  if (matchRegex !== undefined && !isFound(matchRegex, text)) {
    failures.push(`the log has nothing that matches ${matchRegex}`);
  }
  if (noMatchRegex !== undefined && isFound(noMatchRegex, text)) {
    failures.push(`the log has what matches ${noMatchRegex}`);
  }
  return failures;
}

/** A pattern that cannot be read is found nowhere: the test then fails, and says which it was. */
function isFound(source: string, text: string): boolean {
  const pattern = compileLinear(`(?m:${source})`, false);
  return typeof pattern !== "string" && pattern.match(text) !== undefined;
}
