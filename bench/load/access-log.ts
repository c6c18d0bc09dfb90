// Counts what a server wrote to its access log.

import { readFileSync } from "node:fs";

const LINE_FEED = 10;

/** Longer than any server here keeps lines in memory. */
export const LOG_FLUSH_MS = 2_500;

export function countLines(file: string): number {
  const content = readFileSync(file);
  let lines = 0;
  for (let at = content.indexOf(LINE_FEED); at >= 0; at = content.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}
