// Every file of src says at its top what it is for, in one to five lines; tests are named by what they test.

import { type FileRule, findingAt } from "./finding.ts";
import { isTest, type Source } from "./source.ts";

const MAX_LINES = 5;

export const checkHeadComments: FileRule = (source) => {
  if (!source.path.startsWith("src/") || isTest(source.path)) return [];
  const lines = linesOfHead(source);
  if (lines === 0)
    return [findingAt(source, 0, `start the file with what it is for, in one to ${MAX_LINES} lines`)];
  if (lines <= MAX_LINES) return [];
  return [findingAt(source, 0, `the comment at the top has ${lines} lines, at most ${MAX_LINES}`)];
};

/** Lines of the comment on the first line: one block, or line comments without a gap. */
function linesOfHead(source: Source): number {
  const head = source.comments.filter((comment) => comment.end <= source.bodyStart);
  let end = 0;
  for (const comment of head) {
    const first = source.placeOf(comment.start).line;
    if (first !== end + 1) break;
    end = source.placeOf(comment.end).line;
    if (comment.type === "Block") break;
  }
  return end;
}
