// Offsets into a text as lines and columns of the file that it stands in.

import type { Place } from "./diagnostic.ts";

/** Where the character at an offset stands; the line and column count from 1. */
export type PlaceAt = (offset: number) => Place;

/**
 * Places of a text that stands in one piece in its file, its first character at `origin`. Lines end as an
 * editor counts them: at LF, CR or CR LF. They are looked for when the first place is asked.
 */
export function placesInText(text: string, origin: Place): PlaceAt {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lineOf(starts, offset);
    const column = offset - (starts[line] ?? 0) + (line === 0 ? origin.column : 1);
    return { file: origin.file, line: origin.line + line, column };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
