// A text that diagnostics point into. Tree nodes carry offsets; lines and columns are worked out only for
// the few that are reported.

import { dirname, join } from "node:path";
import type { Place } from "#kernel/diagnostic.ts";

/** An offset in a text: what every part of a configuration knows of where it was written. */
export type Spot = { readonly source: Source; readonly offset: number };

export class Source {
  readonly file: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  /** `file` is the path as diagnostics show it. A byte order mark does not count as a column. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  place(offset: number): Place {
    this.#lineStarts ??= lineStarts(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

export function placeOf(spot: Spot): Place {
  return spot.source.place(spot.offset);
}

/** `conf.d/a.yaml:3:5`, for messages that name a second place. */
export function placeText(spot: Spot): string {
  const { file, line, column } = placeOf(spot);
  return `${file}:${line}:${column}`;
}

/** A path in a configuration is relative to the file that it is written in. */
export function besideFile(spot: Spot, path: string): string {
  return path.startsWith("/") ? path : join(dirname(spot.source.file), path);
}
