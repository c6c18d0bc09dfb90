// A file's text with its lines, and pieces of it that know where each of their characters stands: quoting and
// continued lines leave characters out, and a diagnostic must still point at the right one.

import type { Place } from "#kernel/diagnostic.ts";

export class SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of each line's first character. */
  readonly #lineStarts: number[] = [0];

  readonly #origin: Place;

  /** `origin` is where the text begins in its file. */
  constructor(file: string, text: string, origin: Place = { file, line: 1, column: 1 }) {
    this.file = file;
    this.text = text;
    this.#origin = origin;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  placeAt(offset: number): Place {
    let [low, high] = [0, this.#lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.#lineStarts[low] ?? 0);
    const { line: firstLine, column: firstColumn } = this.#origin;
    return { file: this.file, line: firstLine + low, column: column + (low === 0 ? firstColumn : 1) };
  }
}

export class PlacedText {
  readonly text: string;
  readonly #source: SourceText;
  /** Of each character in the source, and of what follows the last. */
  readonly #offsets: readonly number[];

  constructor(source: SourceText, offsets: readonly number[]) {
    this.#source = source;
    this.#offsets = offsets;
    this.text = textAt(source.text, offsets);
  }

  /** A text that stands in one piece at `place`. */
  static at(place: Place, text: string): PlacedText {
    const offsets = Array.from({ length: text.length + 1 }, (_, i) => i);
    return new PlacedText(new SourceText(place.file, text, place), offsets);
  }

  placeAt(index: number): Place {
    return this.#source.placeAt(this.offsetAt(index));
  }

  get place(): Place {
    return this.placeAt(0);
  }

  offsetAt(index: number): number {
    return this.#offsets[Math.min(index, this.#offsets.length - 1)] ?? 0;
  }

  slice(start: number, end = this.text.length): PlacedText {
    return new PlacedText(this.#source, this.#offsets.slice(start, end + 1));
  }

  /** What stands from `start` to `end`, where a backslash before the quote makes it an ordinary
   * character. Other backslashes stay, in pairs: they are the regular expression's. */
  unquoted(start: number, end: number, quote: string): PlacedText {
    const kept: number[] = [];
    for (let i = start; i < end; i++) {
      if (this.text[i] === "\\" && i + 1 < end) {
        if (this.text[i + 1] !== quote) kept.push(this.offsetAt(i));
        i++;
      }
      kept.push(this.offsetAt(i));
    }
    kept.push(this.offsetAt(end));
    return new PlacedText(this.#source, kept);
  }
}

/** In as few slices as there are runs. */
function textAt(source: string, offsets: readonly number[]): string {
  let text = "";
  let runStart = 0;
  for (let i = 1; i < offsets.length; i++) {
    const isRun = i < offsets.length - 1 && offsets[i] === (offsets[i - 1] ?? 0) + 1;
    if (isRun) continue;
    text += source.slice(offsets[runStart], (offsets[i - 1] ?? 0) + 1);
    runStart = i;
  }
  return text;
}

/** Where a quoted text ends: the index of its closing quote, or -1. `start` is behind the opening one. */
export function closingQuote(text: string, start: number, quote: string): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}
