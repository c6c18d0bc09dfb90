// Text in which pieces were replaced by others (entities, named values), so that every character still knows
// where it came from.

export type ReplacedText = {
  readonly text: string;
  /** Offset in `text` → offset in what it was made from; inside a replacement, where that begins. */
  readonly originalOffset: (offset: number) => number;
};

/** A replacement ends at `at` in the new text; from there on offsets are `shift` further in the old one. */
type Step = { readonly begin: number; readonly at: number; readonly origin: number; readonly shift: number };

/** Builds the new text from left to right. */
export class TextReplacer {
  readonly #old: string;
  #text = "";
  #copied = 0;
  readonly #steps: Step[] = [];

  constructor(old: string) {
    this.#old = old;
  }

  /** Puts `text` in the place of the old text from `start` to `end`; calls go from left to right. */
  replace(start: number, end: number, text: string): void {
    this.#text += this.#old.slice(this.#copied, start);
    const begin = this.#text.length;
    this.#text += text;
    this.#copied = end;
    this.#steps.push({ begin, at: this.#text.length, origin: start, shift: end - this.#text.length });
  }

  finish(): ReplacedText {
    const steps = this.#steps;
    if (steps.length === 0) return { text: this.#old, originalOffset: (offset) => offset };
    const text = this.#text + this.#old.slice(this.#copied);
    return { text, originalOffset: (offset) => originalOffset(steps, offset) };
  }
}

function originalOffset(steps: readonly Step[], offset: number): number {
  const step = steps[lastBegun(steps, offset)];
  if (step === undefined) return offset;
  return offset < step.at ? step.origin : offset + step.shift;
}

/** The last replacement that begins at or before the offset; -1 where none does. */
function lastBegun(steps: readonly Step[], offset: number): number {
  let [low, high] = [-1, steps.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((steps[middle]?.begin ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
