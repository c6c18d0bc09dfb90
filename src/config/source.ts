// A text that diagnostics point into. Tree nodes carry offsets; lines and columns are worked out only for
// the few that are reported.

import { dirname, join } from "node:path";
import type { Place } from "#kernel/diagnostic.ts";
import { type PlaceAt, placesInText } from "#kernel/places-in-text.ts";

/** An offset in a text: what every part of a configuration knows of where it was written. */
export type Spot = { readonly source: Source; readonly offset: number };

export class Source {
  readonly file: string;
  readonly text: string;
  #placeAt: PlaceAt | undefined;

  /** `file` is the path as diagnostics show it. A byte order mark does not count as a column. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  place(offset: number): Place {
    this.#placeAt ??= placesInText(this.text, { file: this.file, line: 1, column: 1 });
    return this.#placeAt(offset);
  }
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
